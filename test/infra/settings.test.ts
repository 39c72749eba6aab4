import { expect, test } from 'vitest'
import { parseSettings, placeholders } from '../../infra/settings.ts'
import { get, resourcesOf, synthesise } from './synthesised.ts'

test('the defaults are enough to synthesise and say that they are placeholders', () => {
  expect(placeholders(parseSettings({}))).toEqual(['siteUrl', 'oidcIssuer', 'emailFrom'])
})

test('settings from the command line are strings', () => {
  const settings = parseSettings({ county: '530302', smsPartsPerSecond: '100', reserveConcurrency: 'false' })
  expect(settings).toMatchObject({ county: '530302', smsPartsPerSecond: 100, reserveConcurrency: false })
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

test('SMTP needs the name of a secret, and its password reaches no template', () => {
  expect(() => parseSettings({ emailProvider: 'smtp' })).toThrow(/smtpUrlSecret/)
  const workers = resourcesOf(synthesise({ emailProvider: 'smtp', smtpUrlSecret: 'fengsui/smtp' })).filter(({ id }) =>
    /^DeliverEmail(Red|Normal)Function[0-9A-F]{8}$/.test(id),
  )
  expect(workers).toHaveLength(2)
  for (const { properties } of workers) {
    expect(get(properties, 'Environment.Variables')).toMatchObject({
      EMAIL_PROVIDER: 'smtp',
      SMTP_URL: '{{resolve:secretsmanager:fengsui/smtp:SecretString:::}}',
    })
  }
})

test('another county is another set of stacks, with its own code in every Lambda that has one', () => {
  const stacks = synthesise({ county: '530302', alarmEmail: 'duty@warning.example', reserveConcurrency: false })
  expect(stacks.map(({ stackName }) => stackName).sort()).toEqual([
    'fengsui-530302-alerts',
    'fengsui-530302-api',
    'fengsui-530302-delivery',
    'fengsui-530302-edge',
    'fengsui-530302-subscribers',
    'fengsui-530302-watch',
  ])
  const functions = resourcesOf(stacks, 'AWS::Lambda::Function')
  const counties = functions.map(({ properties }) => get(properties, 'Environment.Variables.COUNTY'))
  expect(new Set(counties)).toEqual(new Set(['530302', undefined]))
  expect(functions.filter(({ properties }) => properties.ReservedConcurrentExecutions)).toEqual([])
  expect(JSON.stringify(stacks)).not.toContain('510402')
})

test('a certificate puts the site under its own name with TLS 1.2 at least', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1'
  const stacks = synthesise({
    siteUrl: 'https://warning.gov.example',
    certificateArn,
  })
  const [distribution] = resourcesOf(stacks, 'AWS::CloudFront::Distribution')
  expect(distribution?.properties.DistributionConfig).toMatchObject({
    Aliases: ['warning.gov.example'],
    ViewerCertificate: { AcmCertificateArn: certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
  })
})
