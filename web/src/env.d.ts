/** The version of this app: package.json of the whole. See vite.config.ts. */
declare const __APP_VERSION__: string;
