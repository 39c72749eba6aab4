import { readFileSync } from 'node:fs'
import { SecretValue } from 'aws-cdk-lib'
import type { Settings } from './settings.ts'

/**
 * Environment of a worker that sends by SMTP, empty for all others. `SMTP_URL` is a reference that CloudFormation
 * resolves when it deploys, so that the password is in no template; whoever may read the function's configuration can
 * read it.
 */
export const smtpEnvironment = ({
  emailProvider,
  smtpUrlSecret,
  smtpConnections,
  smtpCaFile,
}: Settings): Record<string, string> =>
  emailProvider === 'smtp' && smtpUrlSecret
    ? {
        SMTP_URL: SecretValue.secretsManager(smtpUrlSecret).unsafeUnwrap(),
        SMTP_CONNECTIONS: String(smtpConnections),
        ...(smtpCaFile && { SMTP_CA: readFileSync(smtpCaFile, 'utf8') }),
      }
    : {}

/** A run keeps a worst batch's time in reserve, and by SMTP that is a minute and a half (decision 0012). */
export const smtpWorkerTimeoutSeconds = 240
