export const home = "home by import map";
