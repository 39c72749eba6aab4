/** Questions about one guide: `content/quizzes/<language>/<slug>.yaml`. */
import * as z from 'zod'

const questionSchema = z
  .strictObject({
    question: z.string().min(4).max(240).describe('what is asked'),
    options: z.array(z.string().min(1).max(160)).min(2).max(4).describe('answers to choose from'),
    right: z.int().min(1).max(4).describe('number of the right option, counted from 1'),
    why: z.string().min(4).max(320).describe('shown after every answer, right or wrong'),
  })
  .refine(({ options, right }) => right <= options.length, {
    path: ['right'],
    error: 'must be the number of an option',
  })
  .refine(({ options }) => new Set(options).size === options.length, {
    path: ['options'],
    error: 'every option must differ from the others',
  })

export const quizSchema = z.array(questionSchema).min(5).max(10)
export type Quiz = z.infer<typeof quizSchema>
