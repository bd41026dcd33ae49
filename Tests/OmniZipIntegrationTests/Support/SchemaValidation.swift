import Foundation
import OmniZipTestSupport

/// Validates JSON with Python's jsonschema against the files of schemas/.
enum SchemaValidation {
    /// One check: a file against the schema of that name; `lines` for one value a line.
    struct Check {
        let schema: String
        let path: String
        var lines = false
    }

    /// Runs all checks in one process.
    /// - Returns: how many values were valid, and what was wrong with the others.
    static func run(_ checks: [Check]) throws -> (valid: Int, problems: [String]) {
        let schemas = PackageRoot.url.appendingPathComponent("schemas").path
        let arguments = checks.flatMap { [$0.schema, $0.lines ? "lines" : "whole", $0.path] }
        let output = try PythonTool.run(program, arguments: [schemas] + arguments)
        var lines = output.split(separator: "\n").map(String.init)
        let valid = lines.popLast().flatMap(Int.init) ?? 0
        return (valid, lines)
    }

    private static let program = """
        import json, sys
        from jsonschema import Draft202012Validator
        folder, rest = sys.argv[1], sys.argv[2:]
        valid = 0
        for name, form, path in zip(rest[0::3], rest[1::3], rest[2::3]):
            schema = json.load(open(f"{folder}/{name}.schema.json"))
            Draft202012Validator.check_schema(schema)
            text = open(path, encoding="utf-8").read()
            values = [json.loads(t) for t in ([t for t in text.split("\\n") if t] if form == "lines" else [text])]
            for value in values:
                errors = list(Draft202012Validator(schema).iter_errors(value))
                for error in errors:
                    print(f"{path}: {name}: {error.json_path}: {error.message}"[:400])
                valid += not errors
        print(valid)
        """
}
