/**
 * Where in the ledger an e-mail belongs, in values SES takes for tags: ASCII letters, digits, `_` and `-`. `main.r1#0` is
 * `main_r1-0`. Receipts bring them back.
 */
export const placeTags = ({ alertId, job, batch }: { alertId: string; job: string; batch: string }) => ({
  id: alertId,
  job: job.replaceAll('.', '_').replace('#', '-'),
  batch,
})
