/**
 * Who may import whom, checked in `npm run check` and drawn by `npm run rooms` into docs/architecture.md.
 * Types count like values: a name that stands a room too high is a circle of ideas, though no circle at run time.
 */

/** From the highest to the lowest: a room may use what stands after it. */
const rooms = ['api', 'pages', 'delivery', 'subscribers', 'texts', 'alerts', 'senders', 'publicity', 'platform']

module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    ...rooms.slice(1).map((room, i) => ({
      name: `${room}-looks-down`,
      severity: 'error',
      from: { path: `^functions/${room}/` },
      to: { path: `^functions/(${rooms.slice(0, i + 1).join('|')})/` },
    })),
    {
      name: 'every-room-is-named',
      severity: 'error',
      from: {},
      to: { path: '^functions/', pathNot: `^functions/(${rooms.join('|')})/` },
    },
    {
      name: 'functions-know-no-infra-site-test',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(infra|site|test)/' },
    },
    { name: 'nothing-imports-a-test', severity: 'error', from: { path: '^(infra|site)/' }, to: { path: '^test/' } },
    { name: 'infra-knows-no-site', severity: 'error', from: { path: '^infra/' }, to: { path: '^site/' } },
    { name: 'site-knows-no-infra', severity: 'error', from: { path: '^site/' }, to: { path: '^infra/' } },
    {
      name: 'nothing-imports-a-handler',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '\\.handler\\.ts$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)node_modules/|^content/|\\.json$' },
  },
}
