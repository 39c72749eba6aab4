/**
 * CloudFront Function (runtime 2.0) before the site bucket, which knows keys and no folders:
 * `/guides/` reads `guides/index.html`, `/guides` is sent on to `/guides/` so that relative links hold.
 * The query goes along, or a link that chooses something with it would arrive without its choice.
 * A CAP identifier may have dots (`2.49.0.1.156`), so only an ending that starts with a letter makes a file.
 */
export const indexFunctionCode = `function handler(event) {
  var request = event.request
  var uri = request.uri
  if (uri.endsWith('/')) {
    request.uri = uri + 'index.html'
    return request
  }
  if (/\\.[A-Za-z][A-Za-z0-9_]*$/.test(uri)) return request
  var query = request.rawQueryString()
  return {
    statusCode: 301,
    statusDescription: 'Moved Permanently',
    headers: { location: { value: uri.replace(/^[\\/\\\\]+/, '/') + '/' + (query ? '?' + query : '') } },
  }
}
`
