import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { CapabilityTable } from '../constructs/capability-table.ts'
import { HandlerFunction } from '../constructs/handler-function.ts'
import { given, opensContacts, reads, writes } from '../constructs/uses.ts'
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
    this.unsubscribe = new HandlerFunction(this, 'Unsubscribe', {
      settings,
      handler: 'functions/subscribers/unsubscribe.handler.ts',
      description: 'leaving by link, one click (RFC 8058) or page',
      timeoutSeconds: 10,
      failing: { ticket: 'the resident sees the error and can try again; the list is right until then' },
      uses: [
        reads(this.table),
        writes(this.table, 'PutItem', 'DeleteItem'),
        opensContacts(this.contactKey, settings.county),
        given({ SITE_URL: settings.siteUrl }),
      ],
      reservedConcurrency: 8,
    })
    new HandlerFunction(this, 'SweepSubscribers', {
      settings,
      handler: 'functions/subscribers/sweep-subscribers.handler.ts',
      description: 'finishes changes that broke off, and gives a full directory more shards',
      timeoutSeconds: 60,
      failing: { ticket: 'a half-done change of one person waits for the next run; delivery reads on' },
      uses: [
        reads(this.table),
        writes(this.table, 'PutItem', 'DeleteItem', 'UpdateItem'),
        opensContacts(this.contactKey, settings.county),
      ],
    }).everyMinutes(5)
  }
}
