import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { makeSmtpSender } from '../../functions/senders/send-email-smtp.ts'
import { makeApp } from '../../infra/app.ts'
import { madeUpParts, parseSettings, placeholders, refuseMadeUp } from '../../infra/settings.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'
import { get, templatesOf } from './synthesised.ts'

test('the defaults are enough to synthesise and say what is made up or missing', () => {
  expect(placeholders(parseSettings({}))).toEqual([
    'siteUrl',
    'oidcIssuer',
    'emailFrom',
    'certificateArn',
    'smsMonthlyLimit',
    'alarmEmail',
  ])
})

const real = {
  county: '530302',
  siteUrl: 'https://warning.gov.cn',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
  oidcIssuer: 'https://id.gov.cn',
  emailFrom: 'warning@warning.gov.cn',
  alarmEmail: 'duty@warning.gov.cn',
  smsMonthlyLimit: 500,
}

test.each([
  ['siteUrl', 'https://warning.example'],
  ['siteUrl', 'https://site.warning.example:8443'],
  ['oidcIssuer', 'https://id.example/x'],
  ['emailFrom', 'warning@warning.example'],
  ['certificateArn', undefined],
  ['alarmEmail', undefined],
  ['smsMonthlyLimit', undefined],
  ['alarmEmail', 'duty@warning.example'],
] as const)('a deployment with %s %s is refused by name', (name, value) => {
  expect(placeholders(parseSettings(real))).toEqual([])
  const settings = parseSettings({ ...real, [name]: value })
  expect(placeholders(settings)).toEqual([name])
  expect(() => refuseMadeUp(settings)).toThrow(new RegExp(`not to be deployed.*\\n  ${name}: .*-c ${name}=`))
  expect(() => refuseMadeUp({ ...settings, allowPlaceholders: true })).not.toThrow()
})

test('whoever leaves the SMS settings of the account alone names no limit', () => {
  expect(placeholders(parseSettings({ ...real, smsReceipts: false, smsMonthlyLimit: undefined }))).toEqual([])
})

test('made-up parts of the files of a county keep it from being deployed as well', () => {
  for (const part of madeUpParts('530302')) expect(() => refuseMadeUp(parseSettings(real))).toThrow(`${part}: made up`)
  expect(() => makeApp({ settings: real, bundle: false, validate: false })).toThrow('not to be deployed')
  expect(() => makeApp({ bundle: false, validate: false })).toThrow('siteUrl: made up')
})

test('the app of cdk.json ends on made-up values, whatever command of cdk runs it', { timeout: 60_000 }, () => {
  const run = (context: Record<string, string>) =>
    spawnSync(process.execPath, ['infra/app.ts'], {
      encoding: 'utf8',
      env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context), CDK_OUTDIR: temporaryFolder() },
    })
  const { status, stderr } = run({})
  expect(status).not.toBe(0)
  for (const name of ['siteUrl', 'oidcIssuer', 'emailFrom', 'certificateArn', 'alarmEmail', 'profile.json: duty'])
    expect(stderr).toContain(`${name}: made up`)
  expect(run({ allowPlaceholders: 'false' }).status).not.toBe(0)
})

test('a duty number, a host and marks that are made up are named with their file', () => {
  const folder = 'content/counties/510402'
  expect(madeUpParts('510402')).toEqual([
    `${folder}/profile.json: duty`,
    `${folder}/site.json: host`,
    `${folder}/site.json: marks`,
  ])
})

test('where made-up values are allowed, each is a warning: `--strict` takes that for an error', () => {
  const settings = { ...real, allowPlaceholders: true }
  const { stacks } = makeApp({ outdir: temporaryFolder(), settings, bundle: false, validate: false }).synth()
  const warnings = stacks.flatMap(({ messages }) => messages.filter(({ level }) => level === 'warning'))
  expect(warnings.map(({ entry }) => String(entry.data).replace(/: made up.*/, ''))).toEqual(madeUpParts('530302'))
  expect(warnings).not.toEqual([])
})

test('settings from the command line are strings', () => {
  const settings = parseSettings({ county: '530302', smsPartsPerSecond: '100', accountConcurrency: '149' })
  expect(settings).toMatchObject({ county: '530302', smsPartsPerSecond: 100, reserveConcurrency: false })
})

test('an account that is new has room for two workers of each lane and channel, and keeps none for anybody', () => {
  const two = { smsRedWorkers: 2, smsNormalWorkers: 2, emailRedWorkers: 2, emailNormalWorkers: 2 }
  expect(parseSettings({ accountConcurrency: 10, ...two })).toMatchObject({ reserveConcurrency: false })
  expect(() => parseSettings({ accountConcurrency: 10, ...two, smsRedWorkers: 3 })).toThrow('need 11 at once')
  expect(() => parseSettings({ accountConcurrency: 10 })).toThrow('at accountConcurrency')
  expect(parseSettings({ accountConcurrency: 150 })).toMatchObject({ reserveConcurrency: true })
})

test('every wrong setting is named at once', () => {
  const wrong = {
    county: '999999',
    siteUrl: 'http://warning.example/',
    smsRedWorkers: 1,
    emailProvider: 'smtp',
  } as const
  for (const name of ['county', 'siteUrl', 'smsRedWorkers']) expect(() => parseSettings(wrong)).toThrow(`at ${name}`)
})

test('SMTP needs the name of a secret', () => {
  expect(() => parseSettings({ emailProvider: 'smtp' })).toThrow('at smtpUrlSecret')
})

test('lines to the SMTP server are counted, and who vouches for it is a file', () => {
  expect(parseSettings({}).smtpConnections).toBe(10)
  expect(() => parseSettings({ smtpConnections: 0 })).toThrow('at smtpConnections')
  expect(() => parseSettings({ smtpCaFile: '/no/such/file.pem' })).toThrow('at smtpCaFile')
})

describe('another county with everything set', () => {
  const smtpCaFile = join(temporaryFolder(afterAll), 'ca.pem')
  writeFileSync(smtpCaFile, 'PEM of the county')
  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1'
  const { stacks, of, target } = templatesOf({
    county: '530302',
    siteUrl: 'https://warning.gov.example',
    certificateArn,
    emailProvider: 'smtp',
    smtpUrlSecret: 'fengsui/smtp',
    smtpConnections: 40,
    smtpCaFile,
    alarmEmail: 'duty@warning.example',
    ticketEmail: 'it@warning.example',
    accountConcurrency: 149,
  })
  const functions = of('AWS::Lambda::Function')

  test('is another set of stacks that knows nothing of the first', () => {
    expect(stacks.map(({ stackName }) => stackName).sort()).toEqual([
      'fengsui-530302-alerts',
      'fengsui-530302-api',
      'fengsui-530302-delivery',
      'fengsui-530302-edge',
      'fengsui-530302-subscribers',
      'fengsui-530302-watch',
    ])
    const ours = functions.filter(({ resource }) => resource.Metadata?.['fengsui:handler'])
    const counties = ours.map(({ properties }) => get(properties, 'Environment.Variables.COUNTY'))
    expect(new Set(counties)).toEqual(new Set(['530302']))
    expect(JSON.stringify(stacks)).not.toContain('510402')
  })

  test('has the password of SMTP in no template', () => {
    const workers = functions.filter(({ id }) => id.startsWith('DeliverEmail'))
    expect(workers).toHaveLength(2)
    for (const { properties } of workers) {
      expect(get(properties, 'Environment.Variables')).toMatchObject({
        EMAIL_PROVIDER: 'smtp',
        SMTP_URL: '{{resolve:secretsmanager:fengsui/smtp:SecretString:::}}',
        SMTP_CONNECTIONS: '40',
        SMTP_CA: 'PEM of the county',
      })
    }
    expect(JSON.stringify(stacks)).not.toContain('ses:')
  })

  test('lets a worker by SMTP run for several of its longest batches, and hides and awaits its wake as long', () => {
    const worstSeconds = makeSmtpSender({ url: 'smtp://127.0.0.1', from: 'a@b.cn' }).worstBatchMs! / 1000
    const limits = functions
      .filter(({ id }) => id.startsWith('DeliverEmail'))
      .map(({ properties }) => Number(properties.Timeout))
    expect(limits).toEqual([240, 240])
    expect(limits[0]).toBeGreaterThan(2 * (worstSeconds + 5))
    const queues = of('AWS::SQS::Queue').filter(({ id }) => /^Email\w+WakesQueue/.test(id))
    expect(queues.map(({ properties }) => properties.VisibilityTimeout)).toEqual([1440, 1440])
    const [red] = of('AWS::CloudWatch::Alarm').filter(({ id }) => /^EmailRedWakesOldest/.test(id))
    expect(Number(red?.properties.Threshold)).toBeGreaterThan(240)
  })

  test('stands under its own name with TLS 1.2 at least', () => {
    const distributions = of('AWS::CloudFront::Distribution')
    expect(distributions.find(({ id }) => id.startsWith('Distribution'))?.properties.DistributionConfig).toMatchObject({
      Aliases: ['warning.gov.example'],
      ViewerCertificate: { AcmCertificateArn: certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
    })
  })

  test('keeps no concurrency in a small account, and tells the duty desk of alarms', () => {
    expect(functions.filter(({ properties }) => properties.ReservedConcurrentExecutions)).toEqual([])
    const byEmail = of('AWS::SNS::Subscription').filter(({ properties }) => properties.Protocol === 'email')
    const told = byEmail.map(({ properties }) => [target(properties.TopicArn), properties.Endpoint])
    expect(told).toEqual([
      [expect.stringMatching(/^Wake/), 'duty@warning.example'],
      [expect.stringMatching(/^Ticket/), 'it@warning.example'],
    ])
  })
})
