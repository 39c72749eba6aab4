import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'

export interface CapabilityIndex {
  name: string
  partitionKey: { name: string; type: AttributeType }
  sortKey: { name: string; type: AttributeType }
  /** A list: the keys and these attributes. */
  projection: 'keysOnly' | 'all' | string[]
}

const projected = (projection: CapabilityIndex['projection']) => {
  if (Array.isArray(projection)) return { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: projection }
  return { projectionType: projection === 'all' ? ProjectionType.ALL : ProjectionType.KEYS_ONLY }
}

/**
 * The one table of a capability: string keys `pk` and `sk`, on demand, restorable to any second of the last 35 days,
 * and neither a deployment nor a deleted stack takes it away.
 */
export class CapabilityTable extends Construct {
  /** The variable by which handlers find it: `ALERTS_TABLE` of `Alerts`. */
  readonly variables: Readonly<Record<string, string>>
  readonly arn: string

  constructor(scope: Construct, id: string, indexes: CapabilityIndex[] = []) {
    super(scope, id)
    // Encrypted with DynamoDB's own key: with one of ours, a KMS outage would stop warnings.
    const table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      globalSecondaryIndexes: indexes.map(({ name, partitionKey, sortKey, projection }) => ({
        indexName: name,
        partitionKey,
        sortKey,
        ...projected(projection),
      })),
    })
    this.variables = { [`${id.toUpperCase()}_TABLE`]: table.tableName }
    this.arn = table.tableArn
  }
}
