// How to write on somebody's object without anybody seeing it: a private field of a subclass of this.

/** A base class whose constructor returns the object it is given: a subclass puts its private fields on that. */
export const Identity = function (object: object) {
  return object;
} as unknown as new (object: object) => object;
