// A handler exported as "handler", as in many frameworks' server builds.
export const handler = async (request: Request): Promise<Response> => {
  await Promise.resolve();
  return new Response(`handler ${new URL(request.url).pathname}`);
};
