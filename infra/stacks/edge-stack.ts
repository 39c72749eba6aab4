import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  type ErrorResponse,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  type IOrigin,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, OriginGroup, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment'
import type { Construct } from 'constructs'
import { makeEdgeHeadersPolicy } from '../constructs/edge-headers-policy.ts'
import { type EdgeRule, edgeRules, errorSeconds } from '../edge-headers.ts'
import { indexFunctionCode } from '../edge-index.ts'
import type { Settings } from '../settings.ts'
import type { ApiStack } from './api-stack.ts'
import type { DeliveryStack } from './delivery-stack.ts'

export interface EdgeStackProps extends StackProps {
  settings: Settings
  api: ApiStack
  delivery: DeliveryStack
  /** The built site; without it the bucket holds warnings alone. */
  siteFolder?: string | undefined
}

/** All that CloudFront keeps a copy of by itself when an origin answers with it. */
const errorStatuses = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]

/** CloudFront before the public files and `/api/*`; the files stand when every Lambda is down. */
export class EdgeStack extends Stack {
  private readonly cachePolicies = new Map<number, CachePolicy>()
  private siteAccess: S3OriginAccessControl | undefined

  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    super(scope, id, props)
    const { settings, api, delivery, siteFolder } = props
    const bucket = this.siteBucket(delivery.siteBucket)
    const files = new OriginGroup({
      primaryOrigin: this.filesOf(bucket),
      fallbackOrigin: new HttpOrigin(this.makeMissing(settings.county, bucket).distributionDomainName, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      }),
      fallbackStatusCodes: [404],
    })
    const apiOrigin = new HttpOrigin(`${api.api.apiId}.execute-api.${this.region}.${this.urlSuffix}`, {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      readTimeout: Duration.seconds(30),
    })
    const index = new EdgeFunction(this, 'Index', {
      functionName: `${this.stackName}-index`,
      code: FunctionCode.fromInline(indexFunctionCode),
      runtime: FunctionRuntime.JS_2_0,
    })
    const behaviorOf = (rule: EdgeRule): BehaviorOptions =>
      rule.name === 'Api' ? this.apiBehavior(apiOrigin, rule) : this.fileBehavior(files, rule, index)

    const rules = edgeRules.map((rule) => ({ rule, behavior: behaviorOf(rule) }))
    const last = rules.at(-1)
    if (last?.rule.patterns.join() !== '*') throw new Error('the last edge rule must match everything')
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Fengsui ${settings.county}`,
      defaultBehavior: last.behavior,
      additionalBehaviors: Object.fromEntries(
        rules.slice(0, -1).flatMap(({ rule, behavior }) => rule.patterns.map((pattern) => [pattern, behavior])),
      ),
      // Also keeps `/` from listing the bucket, which CloudFront may list so that a missing file is a 404.
      defaultRootObject: 'index.html',
      errorResponses: errorStatuses.map(
        (httpStatus): ErrorResponse => ({ httpStatus, ttl: Duration.seconds(errorSeconds) }),
      ),
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...this.ownName(settings),
    })
    if (siteFolder) this.deploySite(siteFolder, delivery.siteBucket)
    new CfnOutput(this, 'DistributionDomain', {
      description: 'point the name in siteUrl here',
      value: distribution.distributionDomainName,
    })
  }

  /** Beside the warnings, and never in their place: what an earlier build brought stays for whoever still reads it. */
  private deploySite(folder: string, bucket: Bucket): void {
    new BucketDeployment(this, 'Site', {
      sources: [Source.asset(folder)],
      destinationBucket: Bucket.fromBucketName(this, 'SiteFiles', bucket.bucketName),
      prune: false,
      memoryLimit: 512,
      logGroup: new LogGroup(this, 'SiteLogs', { retention: RetentionDays.ONE_MONTH }),
    })
  }

  private apiBehavior(origin: IOrigin, rule: EdgeRule): BehaviorOptions {
    return {
      origin,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // The only policy that passes Authorization on without the Host header, which API Gateway would refuse.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      responseHeadersPolicy: makeEdgeHeadersPolicy(this, this.nameOf(rule), rule),
    }
  }

  private fileBehavior(origin: IOrigin, rule: EdgeRule, index: EdgeFunction): BehaviorOptions {
    return {
      origin,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      cachePolicy: this.cacheFor(rule.edgeSeconds),
      compress: true,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: makeEdgeHeadersPolicy(this, this.nameOf(rule), rule),
      ...(['Page', 'Embed', 'Search'].includes(rule.name) && {
        functionAssociations: [{ function: index, eventType: FunctionEventType.VIEWER_REQUEST }],
      }),
    }
  }

  /** A copy is kept exactly this long, whatever the file says: one request a second at most reaches S3 per place. */
  private cacheFor(seconds: number): CachePolicy {
    const known = this.cachePolicies.get(seconds)
    if (known) return known
    const ttl = Duration.seconds(seconds)
    const policy = new CachePolicy(this, `Keep${seconds}s`, {
      cachePolicyName: `${this.stackName}-keep-${seconds}s`,
      minTtl: ttl,
      defaultTtl: ttl,
      maxTtl: ttl,
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    })
    this.cachePolicies.set(seconds, policy)
    return policy
  }

  /**
   * Answers every path with 404 and the site's own page for it, and is asked only for files that the bucket does not have.
   * The distribution of residents cannot do this itself: what it puts in the place of an error, it puts in the place of
   * the API's errors too.
   */
  private makeMissing(county: string, bucket: IBucket): Distribution {
    const page = '/404.html'
    const common = { compress: true, viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY }
    return new Distribution(this, 'Missing', {
      comment: `Fengsui ${county}: the page for what is not there`,
      // Nothing lies in this folder, so that the page is all that anybody gets here.
      defaultBehavior: {
        ...common,
        origin: this.filesOf(bucket, '/nothing'),
        cachePolicy: CachePolicy.CACHING_DISABLED,
      },
      additionalBehaviors: {
        [page]: { ...common, origin: this.filesOf(bucket), cachePolicy: this.cacheFor(5) },
      },
      errorResponses: [
        { httpStatus: 404, responseHttpStatus: 404, responsePagePath: page, ttl: Duration.seconds(errorSeconds) },
      ],
      httpVersion: HttpVersion.HTTP2_AND_3,
    })
  }

  /**
   * The bucket's own stack lets this account's distributions in. Imported by name here, or CDK would write these
   * distributions into that policy and tie the two stacks in a knot.
   */
  private siteBucket(siteBucket: Bucket): IBucket {
    Validations.of(this).acknowledge({
      id: '@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac',
      reason: 'the Delivery stack grants this account’s distributions read access in the policy of its bucket',
    })
    return Bucket.fromBucketAttributes(this, 'SiteBucket', {
      bucketName: siteBucket.bucketName,
      bucketRegionalDomainName: siteBucket.bucketRegionalDomainName,
    })
  }

  private filesOf(bucket: IBucket, originPath?: string): IOrigin {
    this.siteAccess ??= new S3OriginAccessControl(this, 'SiteAccess')
    return S3BucketOrigin.withOriginAccessControl(bucket, {
      originAccessControl: this.siteAccess,
      ...(originPath && { originPath }),
    })
  }

  private ownName(settings: Settings): object {
    if (!settings.certificateArn) return {}
    return {
      domainNames: [new URL(settings.siteUrl).hostname],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', settings.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    }
  }

  /** Unique in the account, as CloudFront asks. */
  private nameOf(rule: EdgeRule): string {
    return `${this.stackName}-${rule.name.toLowerCase()}`
  }
}
