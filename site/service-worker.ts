/** `sw.js` of the built site: what can still be read, and what is kept for that, when there is no line. */
import { generateSW } from 'workbox-build'

export interface ServiceWorkerOptions {
  /** Folder of the built site. */
  outDir: string
  /** Pictures of the guides that every visitor keeps: names as they stand in `_astro/`, without hash. */
  pictures: readonly string[]
}

const daySeconds = 86_400
/** A slow line counts as none after this: what is kept shows, and the open page brings itself up to date. */
const patienceSeconds = 4

type Asked = { url: URL; request: Request }

/**
 * Functions here are copied into the worker as text, in one line: they use nothing outside themselves and hold one
 * expression. Whatever no route names,
 * `/api` among it, never passes through the worker. Neither does the asking for `active.json`: an open page must know
 * that nobody answered, and shows by itself how old it is.
 */
export async function writeServiceWorker({ outDir, pictures }: ServiceWorkerOptions): Promise<void> {
  const orElse = {
    handlerDidError: async ({ request }: { request: Request }): Promise<Response | undefined> =>
      (await caches.match(request, { ignoreSearch: true })) ??
      (request.mode === 'navigate'
        ? caches.match(`${/^\/(en|ko)\//.exec(new URL(request.url).pathname)?.[0] ?? '/'}offline/index.html`, {
            ignoreSearch: true,
          })
        : undefined),
  }
  const kept = (cacheName: string, maxEntries: number, days: number) => ({
    cacheName,
    expiration: { maxEntries, maxAgeSeconds: days * daySeconds, purgeOnQuotaError: true },
    matchOptions: { ignoreSearch: true },
    plugins: [orElse],
  })

  const { warnings } = await generateSW({
    swDest: `${outDir}/sw.js`,
    globDirectory: outDir,
    globPatterns: [
      '_astro/*.{css,js}',
      ...pictures.map((name) => `_astro/${name}.*.svg`),
      'comfort.js',
      'icons/icon.svg',
      'icons/icon-192.png',
      '{,*/}offline/index.html',
    ],
    // Their names carry their content.
    dontCacheBustURLsMatching: /^_astro\//,
    inlineWorkboxRuntime: true,
    sourcemap: false,
    skipWaiting: true,
    clientsClaim: true,
    cleanupOutdatedCaches: true,
    navigateFallback: null,
    disableDevLogs: true,
    runtimeCaching: [
      {
        urlPattern: ({ url, request }: Asked) =>
          url.origin === location.origin &&
          request.method === 'GET' &&
          // A page that looks for what is new must hear that nobody answers, not what was kept.
          (request.mode === 'navigate' || request.cache !== 'no-cache') &&
          /^\/((en|ko)\/)?((alerts|signage)\/([^/]+\/)?(poster\/)?)?$/.test(url.pathname),
        handler: 'NetworkFirst',
        options: { ...kept('warnings', 60, 30), networkTimeoutSeconds: patienceSeconds },
      },
      {
        urlPattern: ({ url, request }: Asked) =>
          url.origin === location.origin &&
          request.method === 'GET' &&
          url.pathname.endsWith('/') &&
          !/^\/(api|_local)\//.test(url.pathname) &&
          !/^\/((en|ko)\/)?(alerts|signage|embed|offline)\//.test(url.pathname),
        handler: 'StaleWhileRevalidate',
        options: kept('pages', 120, 90),
      },
      {
        urlPattern: ({ url, request }: Asked) =>
          url.origin === location.origin &&
          (request.destination === 'image' || /^\/_astro\/[^/]+\.(svg|png|webp|jpg)$/.test(url.pathname)),
        handler: 'CacheFirst',
        options: kept('pictures', 120, 90),
      },
    ],
  })
  if (warnings.length > 0) throw new Error(`the service worker is not whole:\n${warnings.join('\n')}`)
}
