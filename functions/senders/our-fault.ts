/**
 * Refusals that say nothing of the person: the account, the sender or the settings are at fault, so the channel stops and
 * nobody is given up. By the name of the error, or by what it says where one name stands for many things.
 */

export type OurFault =
  | 'authorisation'
  | 'identity'
  | 'sandbox'
  | 'suspended'
  | 'quota'
  | 'region'
  | 'blocked'
  | 'configuration'

interface Row {
  cause: OurFault
  /** Name of the error, or status of an entry. */
  name?: RegExp
  /** Its message, or the line of a mail server. */
  says?: RegExp
}

/** The first row that fits decides. Each pattern is linear, and runs over texts of a provider, never of a sender. */
const rows: readonly Row[] = [
  // SES: "sending quotas, errors" (454 by SMTP, ThrottlingException by API); Google: 550 5.4.5. A full mailbox is not meant.
  {
    cause: 'quota',
    name: /quota|spend(?:ing)?limit/i,
    says: /daily (?:user )?(?:message|sending|mail) (?:quota|limit)|sending (?:quota|limit) (?:was |is )?(?:exceeded|reached)|spend(?:ing)? (?:limit|quota)|no quota left/i,
  },
  // SES API v2, SendBulkEmail, Errors; BulkEmailEntryResult, Status. Somebody else's account may be disabled: a dead mailbox.
  {
    cause: 'suspended',
    name: /^(?:AccountSuspended|SendingPaused)|^ACCOUNT_SUSPENDED$|SENDING_PAUSED$/,
    says: /(?:your (?:aws )?account|sending) (?:is |was |has been )?(?:suspended|paused|shut down|disabled)/i,
  },
  // SNS and End User Messaging: numbers that are not verified while the account is in the sandbox.
  { cause: 'sandbox', says: /\bsandbox\b/i },
  // SES, "Email address is not verified": of the sender, or of everybody while the account is in the sandbox. Exim, Postfix: the sender.
  {
    cause: 'identity',
    name: /^MAIL_FROM_DOMAIN_NOT_VERIFIED$|^MailFromDomainNotVerified/,
    says: /(?:address|domain|identity) is not verified|failed the check in region|sender verify failed|sender address rejected|(?:spf|dkim|dmarc) (?:check )?fail/i,
  },
  // SNS Publish: InvalidParameter and AuthorizationError of a country or a region from which none may be sent.
  {
    cause: 'region',
    says: /not (?:supported|available|enabled) in (?:this|the|your) region|origination (?:identity|number|entit)|no origination|destination country|country is (?:not supported|blocked)/i,
  },
  // SNS Publish, Errors: KMS…; AWS, Common Errors. Throttled keys are throttling.
  { cause: 'configuration', name: /^KMS(?!Throttling)|^PlatformApplicationDisabled/ },
  // AWS, Common Errors; SES by SMTP: 554 "User … is not authorized to perform ses:SendRawEmail".
  {
    cause: 'authorisation',
    name: /accessdenied|authori[sz]|unrecognizedclient|invalidclienttoken|signature|expiredtoken|credentials|optinrequired|invalidsecurity|missingauthentication|tokenrefresh/i,
    says: /not authori[sz]ed to perform|\brelay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted|prohibited)|unable to relay|client host rejected/i,
  },
  // Postfix, Exim: the address we send from stands on a list.
  { cause: 'blocked', says: /blocked using|blacklisted|\bdnsbl\b|poor reputation/i },
]

/** The cause that is ours; null where the refusal may be about the person. */
export const ourFault = (name: string, message: string): OurFault | null =>
  rows.find((row) => row.name?.test(name) || row.says?.test(message))?.cause ?? null
