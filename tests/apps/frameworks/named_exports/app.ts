// An object with fetch() exported as "app".
export const app = {
  fetch: (request: Request) => new Response(`app ${new URL(request.url).pathname}`),
};
