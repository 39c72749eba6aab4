import { prove } from './prove.ts'

prove([
  [
    'with a crash, a Cancel, a duplicate, a purge and a pause at every step',
    { crash: 1, duplicate: 1, purge: 1, cancel: 1, jump: 1 },
    50_000,
  ],
  [
    'with a run whose time is up, tokens refused, a duplicate and a crash',
    { timeUp: 1, refusal: 1, duplicate: 1, crash: 1 },
    7_000,
  ],
])
