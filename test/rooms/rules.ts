import type { IFlattenedRuleSet, IRegularForbiddenRuleType } from 'dependency-cruiser'

/** From the highest to the lowest: a room may use what stands after it. */
const rooms = ['api', 'pages', 'delivery', 'subscribers', 'texts', 'alerts', 'senders', 'publicity', 'platform']

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
    ...rooms
      .slice(1)
      .map((room, i) =>
        never(`${room}-looks-down`, { path: functions([room]) }, { path: functions(rooms.slice(0, i + 1)) }),
      ),
    never('every-room-is-named', {}, { path: '^functions/', pathNot: functions(rooms) }),
    never('functions-know-neither-infra-nor-site', { path: '^functions/' }, { path: '^(infra|site)/' }),
    never('infra-knows-no-site', { path: '^infra/' }, { path: '^site/' }),
    never('site-knows-no-infra', { path: '^site/' }, { path: '^infra/' }),
    never('nobody-imports-a-handler', { path: '^functions/' }, { path: '\\.handler\\.ts$' }),
  ],
}
