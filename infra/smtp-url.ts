import { SecretValue } from 'aws-cdk-lib'
import type { Settings } from './settings.ts'

/**
 * `SMTP_URL` as a reference that CloudFormation resolves when it deploys, so that the password is in no template;
 * whoever may read the function's configuration can read it. Empty unless mail goes by SMTP.
 */
export const smtpUrl = (settings: Settings): Record<string, string> =>
  settings.emailProvider === 'smtp' && settings.smtpUrlSecret
    ? {
        SMTP_URL: SecretValue.secretsManager(settings.smtpUrlSecret).unsafeUnwrap(),
      }
    : {}
