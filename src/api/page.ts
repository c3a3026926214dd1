import express, { type Express } from 'express';
import helmet, { contentSecurityPolicy } from 'helmet';
import swaggerUi from 'swagger-ui-express';

/** Headers for everything. No `upgrade-insecure-requests`: inside a plant the page is often served over plain http. */
export function useSecurityHeaders(app: Express): void {
  app.use(
    helmet({ contentSecurityPolicy: { directives: { 'style-src': ["'self'"], 'upgrade-insecure-requests': null } } }),
  );
}

/** The description and its reader; nothing is loaded from elsewhere. */
export function serveDocs(app: Express, document: Readonly<Record<string, unknown>>): void {
  app.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  // The page has a style element and icons as data.
  const allowStyles = contentSecurityPolicy({
    directives: {
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'upgrade-insecure-requests': null,
    },
  });
  app.get('/docs', (request, response, next) => {
    // Its files are relative to the folder.
    if (request.path === '/docs') response.redirect(308, '/docs/');
    else next();
  });
  app.use(
    '/docs',
    allowStyles,
    swaggerUi.serve,
    swaggerUi.setup(undefined, { swaggerOptions: { url: '/openapi.json', validatorUrl: null } }),
  );
}

/** The built operator page. Addresses without a file ending show the page itself; it finds its own way. */
export function servePage(app: Express, webDirectory: string): void {
  // Names of built files under assets/ hold a hash of their content.
  app.use(
    '/assets',
    express.static(`${webDirectory}/assets`, {
      immutable: true,
      maxAge: '365d',
      index: false,
      redirect: false,
      fallthrough: true,
    }),
  );
  app.use(
    express.static(webDirectory, {
      redirect: false,
      cacheControl: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  );
  app.get('/{*path}', (request, response, next) => {
    const isPage =
      !request.path.startsWith('/api') && !/\.\w+$/.test(request.path) && request.accepts(['html', 'json']) === 'html';
    if (isPage)
      response.sendFile('index.html', {
        root: webDirectory,
        cacheControl: false,
        headers: { 'Cache-Control': 'no-cache' },
      });
    else next();
  });
}
