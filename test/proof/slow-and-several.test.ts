import { prove } from './prove.ts'

prove([
  ['with a table and a provider as slow as may be, a crash and a pause', { slow: 2, crash: 1, jump: 1 }, 30_000],
  ['with the end of the alert itself, a crash, a duplicate', { over: 1, crash: 1, duplicate: 1 }, 5_000],
  ['with a table and a provider as slow as may be, a duplicate', { slow: 2, duplicate: 1 }, 3_000],
  ['with a table and a provider as slow as may be, a Cancel', { slow: 2, cancel: 1 }, 2_500],
  [
    'two in a batch, with a row that moves, a crash and a pause',
    { move: 1, crash: 1, jump: 1 },
    1_000,
    'first',
    { batchSize: 2, shards: 1 },
  ],
  [
    'two in a batch, with a send that fails, somebody asleep, a crash and a pause',
    { fault: 1, sleep: 1, crash: 1, jump: 1 },
    5_000,
    'first',
    { batchSize: 2, shards: 1 },
  ],
  ['two shards, with a crash and a pause', { crash: 1, jump: 1 }, 20_000, 'first', { batchSize: 2, shards: 2 }],
  ['two shards, with a Cancel', { cancel: 1 }, 1_000, 'first', { batchSize: 2, shards: 2 }],
])
