/** Libraries look for mistakes of their callers unless told so; in graphql-js that takes a fifth of the time of a query. */
process.env['NODE_ENV'] ??= 'production';
