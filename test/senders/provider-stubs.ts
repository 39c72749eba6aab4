/** Small providers for the senders' contract: they speak the real protocols and go wrong as told. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { SNSClient } from '@aws-sdk/client-sns'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { sendingHttp } from '../../functions/senders/aws-outcome.ts'
import { makeSesSender } from '../../functions/senders/send-email-ses.ts'
import { makeSmtpSender } from '../../functions/senders/send-email-smtp.ts'
import { makeSnsSmsSender } from '../../functions/senders/send-sms-sns.ts'
import type { Sender } from '../../functions/senders/sender.ts'
import { fillTemplate } from '../../infra/local/mail-template.ts'

/**
 * `throttle` refused for going too fast · `broken` a failure on their side · `silent` carried out, never answered ·
 * `reset` carried out, the connection torn down · `locked` we may not send at all.
 */
export type Trouble = 'none' | 'throttle' | 'broken' | 'silent' | 'reset' | 'locked'

export interface Arrived {
  to: string
  text: string
  subject?: string
  html?: string
  headers: Record<string, string>
}

export interface Stub {
  name: string
  sender: Sender
  /** Carried out by the provider, answered or not. */
  arrived: Arrived[]
  trouble: Trouble
  /** An address the provider refuses. */
  badAddress: string
  /** Requests, deliveries or connections that arrived at the same time, at most. */
  most: () => number
  close(): Promise<void>
}

/** Long enough for 50 requests on two busy cores, short enough to wait for. */
const silenceMs = 1_500
const account = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
const clientOf = (port: number) => ({
  ...account,
  endpoint: `http://127.0.0.1:${port}`,
  maxAttempts: 1,
  requestHandler: { ...sendingHttp, requestTimeout: silenceMs },
})

interface HttpStub extends Stub {
  port: number
}

/** Answers of one service: what arrived is kept, then the trouble decides. */
async function httpStub(
  name: string,
  accept: (body: string, stub: Stub) => [status: number, body: string],
  refusals: Readonly<Record<'throttle' | 'broken' | 'locked', [status: number, code: string]>>,
  refuse: (status: number, code: string, response: ServerResponse) => void,
  senderOf: (port: number) => Sender,
): Promise<HttpStub> {
  let now = 0
  let most = 0
  const server = createServer((request, response) => {
    most = Math.max(most, ++now)
    response.on('close', () => now--)
    void bodyOf(request).then((body) => {
      const { trouble } = stub
      if (trouble === 'throttle' || trouble === 'broken' || trouble === 'locked') {
        refuse(...refusals[trouble], response)
        return
      }
      const [status, answer] = accept(body, stub)
      if (trouble === 'reset') response.socket?.resetAndDestroy()
      else if (trouble === 'none') {
        response.writeHead(status, { 'content-type': name === 'SNS' ? 'text/xml' : 'application/json' })
        // As far away as a provider is, so that one can see who waits for whom.
        setTimeout(() => response.end(answer), 20)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stub: HttpStub = {
    name,
    port,
    sender: senderOf(port),
    arrived: [],
    trouble: 'none',
    badAddress: '',
    most: () => most,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return stub
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const snsError = (code: string, message = code): string =>
  `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`

/** SNS: query protocol, XML answers. */
export const snsStub = (): Promise<HttpStub> =>
  httpStub(
    'SNS',
    (body, stub) => {
      const form = new URLSearchParams(body)
      const to = form.get('PhoneNumber') ?? ''
      if (to === stub.badAddress) {
        return [400, snsError('InvalidParameter', `Invalid parameter: PhoneNumber Reason: ${to} is not valid`)]
      }
      const headers: Record<string, string> = {}
      for (let i = 1; form.has(`MessageAttributes.entry.${i}.Name`); i++) {
        const entry = `MessageAttributes.entry.${i}`
        headers[form.get(`${entry}.Name`) ?? ''] = form.get(`${entry}.Value.StringValue`) ?? ''
      }
      stub.arrived.push({ to, text: form.get('Message') ?? '', headers })
      return [
        200,
        `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>id-${stub.arrived.length}</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>`,
      ]
    },
    { throttle: [400, 'Throttling'], broken: [500, 'InternalError'], locked: [403, 'AuthorizationError'] },
    (status, code, response) => response.writeHead(status, { 'content-type': 'text/xml' }).end(snsError(code)),
    (port) => makeSnsSmsSender({ client: new SNSClient(clientOf(port)) }),
  )

interface SesRequest {
  DefaultEmailTags: { Name: string; Value: string }[]
  DefaultContent: {
    Template: {
      TemplateContent: { Subject: string; Text: string; Html: string }
      Headers: { Name: string; Value: string }[]
    }
  }
  BulkEmailEntries: {
    Destination: { ToAddresses: [string] }
    ReplacementEmailContent: { ReplacementTemplate: { ReplacementTemplateData: string } }
    ReplacementHeaders?: { Name: string; Value: string }[]
    ReplacementTags: { Name: string; Value: string }[]
  }[]
}

const record = (pairs: { Name: string; Value: string }[] = []): Record<string, string> =>
  Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value]))

/** SES v2 SendBulkEmail: REST, JSON; `wholeCall` refuses a call for one bad address, as SES does for malformed ones. */
export const sesStub = (wholeCall = false): Promise<HttpStub> =>
  httpStub(
    wholeCall ? 'SES refusing whole calls' : 'SES',
    (body, stub) => {
      const { DefaultContent, DefaultEmailTags, BulkEmailEntries } = JSON.parse(body) as SesRequest
      const { Subject, Text, Html } = DefaultContent.Template.TemplateContent
      const isBad = (to: string): boolean => to === stub.badAddress
      if (wholeCall && BulkEmailEntries.some(({ Destination }) => isBad(Destination.ToAddresses[0]))) {
        return [400, JSON.stringify({ __type: 'BadRequestException', message: 'Illegal address' })]
      }
      const results = BulkEmailEntries.map((entry) => {
        const [to] = entry.Destination.ToAddresses
        if (isBad(to)) return { Status: 'INVALID_PARAMETER', Error: 'bad address' }
        const data = JSON.parse(entry.ReplacementEmailContent.ReplacementTemplate.ReplacementTemplateData)
        const filled = (text: string): string => fillTemplate(text, data)
        stub.arrived.push({
          to,
          subject: filled(Subject),
          text: filled(Text),
          html: filled(Html),
          headers: {
            ...record(DefaultContent.Template.Headers),
            ...record(entry.ReplacementHeaders),
            ...record(DefaultEmailTags),
            ...record(entry.ReplacementTags),
          },
        })
        return { Status: 'SUCCESS', MessageId: `id-${stub.arrived.length}` }
      })
      return [200, JSON.stringify({ BulkEmailEntryResults: results })]
    },
    {
      throttle: [429, 'TooManyRequestsException'],
      broken: [500, 'InternalFailure'],
      locked: [400, 'SendingPausedException'],
    },
    (status, code, response) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': code })
        .end(JSON.stringify({ message: code })),
    (port) => makeSesSender({ from: 'yj@example.gov.cn', client: new SESv2Client(clientOf(port)) }),
  )

/** A mail server; its troubles come where a real one has them. */
export async function smtpStub(): Promise<HttpStub> {
  const sockets = new Set<Socket>()
  let most = 0
  const refusal = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code })
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onMailFrom: (_, __, done) => done(stub.trouble === 'locked' ? refusal(550, 'not for you') : null),
    onRcptTo: ({ address }, _, done) => {
      if (address === stub.badAddress) done(refusal(550, 'no such mailbox'))
      else if (stub.trouble === 'throttle') done(refusal(451, 'too many messages, slow down'))
      else done()
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (stub.trouble === 'broken') {
          done(refusal(452, 'disk full'))
          return
        }
        void PostalMime.parse(Buffer.concat(chunks)).then(({ subject, text, html, headers }) => {
          stub.arrived.push({
            to: session.envelope.rcptTo[0]?.address ?? '',
            subject: subject ?? '',
            text: text ?? '',
            html: html ?? '',
            headers: Object.fromEntries(headers.map(({ originalKey, value }) => [originalKey, value])),
          })
          if (stub.trouble === 'reset') for (const socket of sockets) socket.resetAndDestroy()
          else if (stub.trouble !== 'silent') done()
        })
      })
    },
  })
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    most = Math.max(most, sockets.size)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const stub: HttpStub = {
    name: 'SMTP',
    port,
    sender: makeSmtpSender({
      url: `smtp://127.0.0.1:${port}`,
      from: 'yj@example.gov.cn',
      patience: { afterTextMs: silenceMs },
    }),
    arrived: [],
    trouble: 'none',
    badAddress: '',
    most: () => most,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return stub
}
