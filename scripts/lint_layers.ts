// Deno lint plugin: the architecture and the house style as rules that run in `deno task check`.
// LAYERS is the import table of src/README.md; a folder under src that has no row fails.
// Tests may import anything; tests/apps and tests/golden are other people's code by design.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

interface Layer {
  /** Folders whose code may be used; types of them too. "errors" is src/errors.ts. */
  readonly imports?: readonly string[];
  /** Folders of which only types may be used. */
  readonly types?: readonly string[];
  /** Folders that may be loaded by a dynamic import only. */
  readonly dynamic?: readonly string[];
  /** Package specifiers: exact, or a prefix when it ends in ":" or "/". */
  readonly packages?: readonly string[];
  /** Files outside src, relative to the repository. */
  readonly files?: readonly string[];
  /** Pure code gets its data as arguments: the name Deno is forbidden. */
  readonly isPure?: boolean;
  /** The user's module has a name that is known at run time only. */
  readonly mayImportUnknown?: boolean;
}

/** Folder of src (or a file right in src, or main) -> what it may import beside itself. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  main: { dynamic: ["cli", "agent"], files: ["deno.json"] },
  errors: {},
  model: { isPure: true },
  format: { imports: ["model", "errors"], isPure: true },
  store: { imports: ["model", "format", "errors"], packages: ["node:", "@std/"] },
  wire: { types: ["model"] },
  agent: { imports: ["wire"], types: ["model"], packages: ["node:"], mayImportUnknown: true },
  gate: { imports: ["errors"], packages: ["node:", "@std/"] },
  supervisor: {
    imports: ["model", "format", "store", "wire", "gate", "errors"],
    packages: ["node:", "@std/"],
  },
  dashboard: {
    imports: ["model", "format", "store", "errors"],
    packages: ["hono", "hono/", "speedscope/"],
  },
  cli: {
    imports: ["model", "format", "store", "supervisor", "dashboard", "errors"],
    packages: ["node:", "@std/"],
    files: ["deno.json"],
  },
};

const MAX_FUNCTION_LINES = 60;
const MAX_FILE_LINES = 400;
const EMPTY_NAMES = new Set(["utils", "helpers", "common", "misc", "index", "mod"]);

// From the plugin's own place: a checkout below a folder called src must not confuse the table.
const root = dirname(dirname(fileURLToPath(import.meta.url))).replaceAll("\\", "/") + "/";

function repositoryPath(file: string): string {
  const path = file.replaceAll("\\", "/");
  return path.startsWith(root) ? path.slice(root.length) : path;
}

/** "src/model/merge.ts" -> "model", "src/errors.ts" -> "errors", "main.ts" -> "main"; else undefined. */
function layerOf(path: string): string | undefined {
  if (path === "main.ts") return "main";
  return path.match(/^src\/([^/]+)\//)?.[1] ?? path.match(/^src\/([^/]+?)\.[^/]+$/)?.[1];
}

function isTest(path: string): boolean {
  return path.startsWith("tests/") || /_test\.tsx?$/.test(path);
}

function isForeign(path: string): boolean {
  return /^tests\/(apps|golden)\//.test(path);
}

type ImportKind = "value" | "type" | "dynamic";

/** What one import statement or expression asks for; `specifier` is undefined when only run time knows. */
interface ImportRequest {
  readonly specifier: string | undefined;
  readonly kind: ImportKind;
}

/** The sentence to report, or undefined when the import table allows it. */
function importProblem(from: string, file: string, request: ImportRequest): string | undefined {
  const layer = LAYERS[from];
  if (!layer) return `Folder "${from}" has no row in the import table`;
  const { specifier, kind } = request;
  if (specifier === undefined) {
    return layer.mayImportUnknown ? undefined : `${from} may not import what is named at run time`;
  }
  if (!/^\.{1,2}\//.test(specifier)) {
    return isAllowedPackage(layer, specifier)
      ? undefined
      : `${from} may not import package "${specifier}"`;
  }
  const target = repositoryPath(resolve(dirname(file), specifier));
  if (/_test\.tsx?$/.test(target)) return `${from} may not import the test "${target}"`;
  const to = layerOf(target);
  if (to === undefined) {
    return layer.files?.includes(target) ? undefined : `${from} may not import "${target}"`;
  }
  const isAllowed = to === from || layer.imports?.includes(to) ||
    (kind === "type" && layer.types?.includes(to)) ||
    (kind === "dynamic" && layer.dynamic?.includes(to));
  return isAllowed ? undefined : `${from} may not import ${to}`;
}

function isAllowedPackage({ packages = [] }: Layer, specifier: string): boolean {
  return packages.some((name) =>
    /[:/]$/.test(name) ? specifier.startsWith(name) : specifier === name
  );
}

/** For the hint: "model, format, types of wire, dynamically cli, packages node: @std/". */
function allowedImports(layer: Layer | undefined): string {
  if (!layer) return "Add a row to LAYERS in scripts/lint_layers.ts";
  const parts = [
    ...layer.imports ?? [],
    ...(layer.types ?? []).map((folder) => `types of ${folder}`),
    ...(layer.dynamic ?? []).map((folder) => `dynamically ${folder}`),
    ...layer.files ?? [],
    ...(layer.packages ? [`packages ${layer.packages.join(" ")}`] : []),
  ];
  return `Allowed: ${parts.join(", ") || "nothing"}`;
}

type Clause = Deno.lint.ImportDeclaration | Deno.lint.ExportNamedDeclaration;

/** `import { type A, type B }` is erased like `import type`, so it counts as one. */
function clauseKind(clause: Clause): ImportKind {
  if (clause.type === "ExportNamedDeclaration") {
    return clause.exportKind === "type" ? "type" : "value";
  }
  if (clause.importKind === "type") return "type";
  const isErased = clause.specifiers.length > 0 &&
    clause.specifiers.every((specifier) =>
      specifier.type === "ImportSpecifier" && specifier.importKind === "type"
    );
  return isErased ? "type" : "value";
}

/** Calls `visit` for every way in which a file can ask for another: static, re-export, dynamic, type. */
export function importVisitor(
  visit: (node: Deno.lint.Node, request: ImportRequest) => void,
): Deno.lint.LintVisitor {
  return {
    ImportDeclaration(node) {
      visit(node, { specifier: node.source.value, kind: clauseKind(node) });
    },
    ExportNamedDeclaration(node) {
      if (node.source) visit(node, { specifier: node.source.value, kind: clauseKind(node) });
    },
    ExportAllDeclaration(node) {
      const kind = node.exportKind === "type" ? "type" : "value";
      visit(node, { specifier: node.source.value, kind });
    },
    ImportExpression(node) {
      const { source } = node;
      const isKnown = source.type === "Literal" && typeof source.value === "string";
      visit(node, { specifier: isKnown ? String(source.value) : undefined, kind: "dynamic" });
    },
    TSImportType(node) {
      visit(node, { specifier: typeSpecifier(node), kind: "type" });
    },
  };
}

/** The "./a.ts" of `import("./a.ts").A`. */
function typeSpecifier({ argument }: Deno.lint.TSImportType): string | undefined {
  if (argument.type !== "TSLiteralType" || argument.literal.type !== "Literal") return undefined;
  return String(argument.literal.value);
}

const importTable: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    const from = layerOf(path);
    if (from === undefined || isTest(path)) return {};
    return importVisitor((node, request) => {
      const message = importProblem(from, context.filename, request);
      if (message) context.report({ node, message, hint: allowedImports(LAYERS[from]) });
    });
  },
};

const purity: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    const from = layerOf(path);
    if (from === undefined || isTest(path) || !LAYERS[from]?.isPure) return {};
    return {
      // The bare name, so that destructuring, globalThis.Deno and types are caught as well.
      'Identifier[name="Deno"]'(node: Deno.lint.Identifier) {
        context.report({ node, message: `${from} is pure: no Deno here` });
      },
    };
  },
};

const fileNames: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    const stem = path.match(/([^/]+?)(_test)?\.[^/]*$/)?.[1] ?? "";
    if (isForeign(path) || !EMPTY_NAMES.has(stem)) return {};
    return {
      Program(node) {
        context.report({
          node,
          message: `"${stem}" says nothing about the file`,
          hint: "Name it after its main export",
        });
      },
    };
  },
};

const functionLength: Deno.lint.Rule = {
  create(context) {
    if (isForeign(repositoryPath(context.filename))) return {};
    function checkLength(node: Deno.lint.Node): void {
      const lines = lineCount(context.sourceCode.getText(node));
      if (lines <= MAX_FUNCTION_LINES) return;
      const message = `Function has ${lines} lines, ${MAX_FUNCTION_LINES} at most`;
      context.report({ node, message });
    }
    return {
      FunctionDeclaration: checkLength,
      FunctionExpression: checkLength,
      ArrowFunctionExpression: checkLength,
    };
  },
};

const fileLength: Deno.lint.Rule = {
  create(context) {
    const lines = lineCount(context.sourceCode.text.trimEnd());
    if (isForeign(repositoryPath(context.filename)) || lines <= MAX_FILE_LINES) return {};
    return {
      Program(node) {
        context.report({ node, message: `File has ${lines} lines, ${MAX_FILE_LINES} at most` });
      },
    };
  },
};

function lineCount(text: string): number {
  return text.split("\n").length;
}

const messageStyle: Deno.lint.Rule = {
  create(context) {
    return {
      NewExpression(node) {
        if (node.callee.type !== "Identifier" || node.callee.name !== "UserError") return;
        const message = node.arguments[0];
        if (!message) return;
        if (/^[^\p{Lu}]/u.test(literalEdge(message, "first"))) {
          context.report({ node: message, message: "UserError starts with a capital letter" });
        }
        if (literalEdge(message, "last").endsWith(".")) {
          context.report({ node: message, message: "UserError ends without a period" });
        }
      },
    };
  },
};

/** The literal text at one end of a message, "" when that end is a value. */
function literalEdge(node: Deno.lint.Node, edge: "first" | "last"): string {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : "";
  if (node.type === "TemplateLiteral") {
    return node.quasis.at(edge === "first" ? 0 : -1)?.cooked ?? "";
  }
  if (node.type === "BinaryExpression") {
    return literalEdge(edge === "first" ? node.left : node.right, edge);
  }
  return "";
}

/** Rule names as in a waiver: `// deno-lint-ignore layers/function-length -- reason`. */
export default {
  name: "layers",
  rules: {
    "import-table": importTable,
    purity,
    "file-names": fileNames,
    "function-length": functionLength,
    "file-length": fileLength,
    "message-style": messageStyle,
  },
} satisfies Deno.lint.Plugin;
