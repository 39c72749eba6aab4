/** Warnings of 510402, published through the front door, and how the site shows them. */
import {
  type Answer,
  type CapFields,
  capTime,
  capXml,
  type LocalProduct,
  sender,
  until,
} from '../fakes/local-product.ts'

export interface Published {
  identifier: string
  sent: string
  /** `/alerts/…/` */
  path: string
}

let published = 0

/** Posts, and waits until its page and the list of what holds have been written. */
export async function publish(
  product: LocalProduct,
  { sent, ...fields }: Omit<CapFields, 'identifier' | 'sent'> & { sent?: string },
): Promise<Published> {
  published += 1
  const at = sent ?? capTime(await product.now())
  const identifier = `${sender}_${at.slice(0, 19).replace(/\D/g, '')}_${published}`
  await post(product, capXml({ codes: ['510402'], ...fields, identifier, sent: at }))
  await written(product, identifier)
  return { identifier, sent: at, path: `/alerts/${identifier}/` }
}

/** Posts what is to be published as it is. */
async function post(product: LocalProduct, cap: string): Promise<void> {
  const { status, body } = await product.post(cap)
  if (body.stage !== 'published') throw new Error(`a warning was not published: ${status} ${JSON.stringify(body)}`)
}

/** Its page, its file, and the lists are there: delivery counts the public as one recipient of the web. */
export const written = (product: LocalProduct, identifier: string): Promise<unknown> =>
  until(
    `${identifier} to be on the site`,
    () => product.report(identifier),
    ({ channels }) => channels.web.handedOver === 1,
  )

/** The page says this; it is written a moment after what it tells of. */
export const says = (product: LocalProduct, path: string, text: string): Promise<Answer> =>
  until(
    `${path} to say ${text}`,
    () => product.ask('GET', path),
    ({ body }) => String(body).includes(text),
  )

/** Lists are written with the first warning or within a minute; the next minute comes at once. */
export async function openSite(product: LocalProduct): Promise<void> {
  await product.moveClock((await product.now()) + 61_000)
  await until(
    'the home page to be there',
    () => product.ask('GET', '/'),
    ({ status }) => status === 200,
  )
}
