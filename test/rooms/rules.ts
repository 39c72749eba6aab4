import type { IFlattenedRuleSet, IRegularForbiddenRuleType } from 'dependency-cruiser'

/** From the highest to the lowest: a room may use what stands after it. */
const rooms = [
  'api',
  'pages',
  'delivery',
  'subscribers',
  'texts',
  'alerts',
  'senders',
  'publicity',
  'wording',
  'platform',
]

export const handler = '\\.handler\\.ts$'
export const wiring = '/wiring\\.ts$'
const functions = (names: readonly string[]): string => `^functions/(${names.join('|')})/`
const never = (
  name: string,
  from: IRegularForbiddenRuleType['from'],
  to: IRegularForbiddenRuleType['to'],
): IRegularForbiddenRuleType => ({
  name,
  severity: 'error',
  from,
  to,
})

/** Nothing is imported in a circle, and no room asks one above. */
export const rules: IFlattenedRuleSet = {
  forbidden: [
    never('no-circle', {}, { circular: true }),
    // A handler puts together what it needs, also what a room above has for the one below to use: by its wiring alone.
    ...rooms.slice(1).flatMap((room, i) => {
      const [from, above] = [functions([room]), functions(rooms.slice(0, i + 1))]
      return [
        never(`${room}-looks-down`, { path: from, pathNot: handler }, { path: above }),
        never(`${room}-is-wired`, { path: `${from}.*${handler}` }, { path: above, pathNot: wiring }),
      ]
    }),
    never('every-room-is-named', {}, { path: '^functions/', pathNot: functions(rooms) }),
    never('functions-know-neither-infra-nor-site', { path: '^functions/' }, { path: '^(infra|site)/' }),
    never('infra-knows-no-site', { path: '^infra/' }, { path: '^site/' }),
    never('site-knows-no-infra', { path: '^site/' }, { path: '^infra/' }),
    never('nobody-imports-a-handler', { path: '^functions/' }, { path: handler }),
  ],
}
