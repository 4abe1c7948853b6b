/** What the server answers itself, also to a browser that navigates there. */
export const NOT_THE_APP = [/^\/graphql/, /^\/healthz/, /^\/readyz/, /^\/metrics/, /^\/app\.json/];
