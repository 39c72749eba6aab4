/**
 * The reviewed list: every finding of cdk-nag's AwsSolutions that we accept, where, and why that is right.
 * A test fails when a finding is not listed here and when a listed one no longer occurs.
 */
export interface AcceptedFinding {
  /** As cdk-nag prints it; wildcard findings name the resource in brackets. */
  id: string
  /** Paths of constructs; everything below them counts. */
  at: string[]
  reason: string
  /** A setting may leave these constructs out. */
  optional?: boolean
}

const siteDeployment = 'Edge/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C512MiB'
const siteDeploymentReason =
  "CDK's own function, run while deploying alone: it copies the built site into the one bucket of public files"

/** For the deployment of this county, whose code is in some names. */
export const acceptedFindings = (county: string): AcceptedFinding[] =>
  findings.map((finding) => ({ ...finding, id: finding.id.replaceAll('<county>', county) }))

const findings: readonly AcceptedFinding[] = [
  {
    id: 'AwsSolutions-S1',
    at: ['Delivery/Site'],
    reason: 'public files, read through CloudFront alone; a log would keep addresses of residents',
  },
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    at: ['Delivery/DeliverSmsRed', 'Delivery/DeliverSmsNormal'],
    reason: 'a phone number has no ARN; the Deny beside it takes back every topic, application and endpoint',
  },
  {
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:template/*]',
    at: ['Delivery/DeliverEmailRed', 'Delivery/DeliverEmailNormal'],
    reason: 'SES asks for a template although the text is in the call and has no name; identity and set are named',
  },
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    at: ['Delivery/SmsReceipts/Attributes/CustomResourcePolicy'],
    optional: true,
    reason: "sns:SetSMSAttributes alone, run while deploying: the SMS settings are the account's and have no ARN",
  },
  {
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    at: ['Delivery/AWS679f53fac002430cb0da5b7982bd2287/ServiceRole'],
    optional: true,
    reason: "CDK's own function, run while deploying alone: it sets the account's SMS settings and writes its log",
  },
  {
    id: 'AwsSolutions-IAM5[Resource::<SiteE53D7754.Arn>/*]',
    at: ['Delivery/WriteWeb'],
    reason: 'pages are named after alerts that do not exist yet; writing objects is all it allows',
  },
  {
    id: 'AwsSolutions-IAM5[Resource::<SiteE53D7754.Arn>/alerts/past/*]',
    at: ['Delivery/WriteWeb'],
    reason: 'months of past warnings, which it wrote itself and which are public',
  },
  {
    id: 'AwsSolutions-APIG4',
    at: ['GET', 'POST', 'ANY'].map((method) => `Api/Api/${method}--api--unsubscribe--{token}`),
    reason: 'a resident leaves with the unguessable token of their own link and has no account (RFC 8058)',
  },
  {
    id: 'AwsSolutions-CFR1',
    at: ['Edge/Distribution', 'Edge/Missing'],
    reason: 'a warning must be readable wherever a resident or their family is',
  },
  {
    id: 'AwsSolutions-CFR2',
    at: ['Edge/Distribution', 'Edge/Missing'],
    reason: 'public files without input; behind /api the stage throttles, tokens are checked and inputs parsed',
  },
  {
    id: 'AwsSolutions-CFR3',
    at: ['Edge/Distribution', 'Edge/Missing'],
    reason: 'it would keep addresses of residents and, in paths, their leaving tokens; the API logs its routes',
  },
  {
    id: 'AwsSolutions-CFR4',
    at: ['Edge/Distribution', 'Edge/Missing'],
    reason: "CloudFront's own name allows no choice of TLS version; the setting certificateArn brings TLS 1.2 at least",
  },
  {
    id: 'AwsSolutions-L1',
    at: [siteDeployment],
    reason: siteDeploymentReason,
  },
  {
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    at: [`${siteDeployment}/ServiceRole`],
    reason: siteDeploymentReason,
  },
  ...[
    'Action::s3:GetBucket*',
    'Action::s3:GetObject*',
    'Action::s3:List*',
    'Action::s3:Abort*',
    'Action::s3:DeleteObject*',
    'Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*',
    'Resource::arn:<AWS::Partition>:s3:::fengsui-<county>-delivery:ExportsOutputRefSiteE53D7754CFC914EC/*',
  ].map((what) => ({
    id: `AwsSolutions-IAM5[${what}]`,
    at: [`${siteDeployment}/ServiceRole/DefaultPolicy`],
    reason: siteDeploymentReason,
  })),
]
