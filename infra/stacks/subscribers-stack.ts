import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { CapabilityTable } from '../constructs/capability-table.ts'
import { openContacts, readTable, writeTable } from '../constructs/grants.ts'
import { HandlerFunction } from '../constructs/handler-function.ts'
import type { Settings } from '../settings.ts'

export interface SubscribersStackProps extends StackProps {
  settings: Settings
}

/** Who wants what, where and how: the directory, the key of its contacts, and the way out. */
export class SubscribersStack extends Stack {
  readonly table: CapabilityTable
  readonly contactKey: Key
  readonly unsubscribe: HandlerFunction

  constructor(scope: Construct, id: string, props: SubscribersStackProps) {
    super(scope, id, props)
    const { settings } = props
    this.table = new CapabilityTable(this, 'Subscribers')
    this.contactKey = new Key(this, 'ContactKey', {
      description: 'opens the data key that encrypts contacts of residents',
      enableKeyRotation: true,
      // Without it every contact is lost.
      removalPolicy: RemovalPolicy.RETAIN,
    })
    const reading = {
      COUNTY: settings.county,
      SUBSCRIBERS_TABLE: this.table.name,
      CONTACT_KEY_ID: this.contactKey.keyId,
    }
    this.unsubscribe = new HandlerFunction(this, 'Unsubscribe', {
      handler: 'functions/subscribers/unsubscribe.handler.ts',
      description: 'leaving by link, one click (RFC 8058) or page',
      environment: { ...reading, SITE_URL: settings.siteUrl },
      timeoutSeconds: 10,
      failing: { ticket: 'the resident sees the error and can try again; the list is right until then' },
      grants: [
        readTable(this.table),
        writeTable(this.table, ['PutItem', 'DeleteItem']),
        openContacts(this.contactKey, settings.county),
      ],
      ...(settings.reserveConcurrency && { reservedConcurrency: 8 }),
    })
    new HandlerFunction(this, 'SweepSubscribers', {
      handler: 'functions/subscribers/sweep-subscribers.handler.ts',
      description: 'finishes changes that broke off, and gives a full directory more shards',
      environment: reading,
      timeoutSeconds: 60,
      failing: { ticket: 'a half-done change of one person waits for the next run; delivery reads on' },
      grants: [
        readTable(this.table),
        writeTable(this.table, ['PutItem', 'DeleteItem', 'UpdateItem']),
        openContacts(this.contactKey, settings.county),
      ],
    }).everyMinutes(5)
  }
}
