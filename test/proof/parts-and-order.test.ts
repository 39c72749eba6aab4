import { prove } from './prove.ts'

prove([
  ['with a part that is over, a Cancel, a crash and a pause', { part: 1, cancel: 1, crash: 1, jump: 1 }, 100_000],
  ['with a part that is over, a duplicate, a crash and a pause', { part: 1, duplicate: 1, crash: 1, jump: 1 }, 80_000],
  ['with a part that is over, somebody asleep, a crash and a pause', { part: 1, sleep: 1, crash: 1, jump: 1 }, 30_000],
  ['with a part that is over, a send that fails and a pause', { part: 1, fault: 1, jump: 1 }, 30_000],
  [
    'with a place that fell out of an update and is told so, a send that fails, a crash and a pause',
    { fault: 1, crash: 1, jump: 1 },
    7_000,
    'dropsAloud',
  ],
  [
    'with a place that fell out in silence, somebody who leaves, somebody asleep, a crash and a pause',
    { leave: 1, sleep: 1, crash: 1, jump: 1 },
    15_000,
    'dropsSilently',
  ],
  [
    'with a warning whose Cancel or Update came first, a duplicate, a purge, a crash and a pause',
    { duplicate: 1, purge: 1, crash: 1, jump: 1 },
    9_000,
    'overtaken',
  ],
])
