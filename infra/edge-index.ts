/**
 * CloudFront Function (runtime 2.0) before the site bucket, which knows keys and no folders:
 * `/guides/` reads `guides/index.html`, `/guides` is sent on to `/guides/` so that relative links hold.
 */
export const indexFunctionCode = `function handler(event) {
  var request = event.request
  var uri = request.uri
  if (uri.endsWith('/')) {
    request.uri = uri + 'index.html'
    return request
  }
  if (uri.slice(uri.lastIndexOf('/')).indexOf('.') >= 0) return request
  return {
    statusCode: 301,
    statusDescription: 'Moved Permanently',
    headers: { location: { value: uri.replace(/^\\/+/, '/') + '/' } },
  }
}
`
