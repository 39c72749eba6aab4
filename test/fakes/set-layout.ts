import type { DirectoryShape, Generations } from '../../functions/subscribers/directory.ts'

/** Lays an empty directory out as a test wants it. */
export async function setLayout(generations: Generations, current: DirectoryShape): Promise<void> {
  await generations.change(await generations.layouts(), { current, next: null, previous: null })
}
