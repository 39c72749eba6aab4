import { prove } from './prove.ts'

prove([
  ['with somebody asleep, a crash, a Cancel and a pause', { sleep: 1, crash: 1, cancel: 1, jump: 1 }, 40_000],
  [
    'with somebody who leaves, a send that fails, a crash and a pause',
    { leave: 1, fault: 1, crash: 1, jump: 1 },
    50_000,
  ],
  ['with a send that fails, a Cancel, a crash and a pause', { fault: 1, cancel: 1, crash: 1, jump: 1 }, 70_000],
  ['with a provider that stops, a Cancel and a pause', { stop: 1, cancel: 1, jump: 1 }, 10_000],
])
