import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipTestSupport
import Testing

/// Every JSON that the program writes, against its schema, with Python's jsonschema.
@Suite struct SchemaTests {
    @Test func everythingThatARunWrites() throws {
        let run = try SampleRuns.standard()
        var checks = SampleClips.names.map {
            SchemaValidation.Check(schema: "bundle-document", path: run.path($0 + ".json"))
        }
        checks.append(.init(schema: "manifest-line", path: run.path("manifest.jsonl"), lines: true))
        checks.append(.init(schema: "run-summary", path: run.path("summary.json")))
        let found = try SchemaValidation.run(checks)
        #expect(found.problems.isEmpty, "\(found.problems.joined(separator: "\n"))")
        #expect(found.valid == 23)
    }

    /// What is told only where it is not the default.
    @Test func methodAndGuidance() throws {
        let folder = try TemporaryFolder()
        var checks: [SchemaValidation.Check] = []
        for flags in [["--method", "energy"], ["--method", "random"], ["--guidance", "wide"]] {
            let output = folder.path("\(checks.count)")
            let run = try BuiltProgram.run(
                ["run", try SampleClips.path("silent.mp4"), "-o", output, "--content", "plan"] + flags)
            #expect(run.exitCode == 0, "\(run)")
            checks.append(.init(schema: "bundle-document", path: output + "/silent.mp4.json"))
            let bundle = output + "/silent.mp4.safetensors"
            let inspected = try BuiltProgram.run(["inspect", bundle, "--json"])
            let file = try folder.write(inspected.standardOutput, to: "\(checks.count).json")
            checks.append(.init(schema: "inspect", path: file.path))
            let previewed = try BuiltProgram.run(["preview", "--from", bundle, "--json"])
            let preview = try folder.write(previewed.standardOutput, to: "\(checks.count).json")
            checks.append(.init(schema: "preview", path: preview.path))
        }
        let found = try SchemaValidation.run(checks)
        #expect(found.problems.isEmpty && found.valid == 9, "\(found.problems.joined(separator: "\n"))")
    }

    @Test func everythingThatIsPrinted() throws {
        let folder = try TemporaryFolder()
        let run = try SampleRuns.standard()
        var checks: [SchemaValidation.Check] = []
        func check(_ schema: String, _ arguments: [String], exitCode: Int32 = 0) throws {
            let result = try BuiltProgram.run(arguments + ["--json"])
            #expect(result.exitCode == exitCode, "\(arguments): \(result)")
            let file = try folder.write(result.standardOutput, to: "\(checks.count).json")
            checks.append(.init(schema: schema, path: file.path))
        }
        for clip in ["speech-object.mp4", "silent.mp4", "audio-only.m4a"] {
            try check("probe", ["probe", try SampleClips.path(clip)])
            try check("inspect", ["inspect", run.path(clip + ".safetensors")])
            try check("preview", ["preview", try SampleClips.path(clip), "--plan-only", "--tflops", "30"])
            try check("preview", ["preview", "--from", run.path(clip + ".safetensors")])
        }
        let clip = try SampleClips.path("silent.mp4")
        try check("preview", ["preview", clip, "--methods", "all", "--sweep", "--max-tokens", "400"])
        try check("preview", ["preview", clip, "--plan-only", "--max-tokens", "200"], exitCode: 1)
        try check("preview-folder", ["preview", try SampleClips.folder().path])
        try check("verification", ["verify", run.folder.path])
        let cut = folder.url("cut.safetensors")
        try run.bytes("silent.mp4.safetensors").prefix(9000).write(to: cut)
        try check("verification", ["verify", cut.path], exitCode: 1)
        let embeddings = try EmbeddingFiles.write(to: folder.path("in.safetensors"))
        for scope in CompressionScope.allCases {
            let output = folder.path("\(scope.rawValue).safetensors")
            try check("embeddings-report", ["compress", embeddings, "--output", output, "--scope", scope.rawValue])
            try check("overlap", ["inspect", output, "--against", folder.path("window.safetensors")])
        }
        try check(
            "embeddings-report",
            [
                "compress", embeddings, "--output", folder.path("planned.safetensors"), "--plan",
                folder.path("window.safetensors"),
            ])
        try folder.write("none", to: "bad.safetensors")
        try check(
            "embeddings-folder",
            ["compress", embeddings, folder.path("bad.safetensors"), "--output", folder.path("many")], exitCode: 1)
        let found = try SchemaValidation.run(checks)
        #expect(found.problems.isEmpty, "\(found.problems.joined(separator: "\n"))")
        #expect(found.valid == checks.count && found.valid == 23)
    }

    @Test func theSummaryOnStandardOutputIsTheFile() throws {
        let run = try SampleRuns.quickPair()[1]
        #expect(run.result.standardOutput == (try run.bytes("summary.json")))
    }

    @Test func aSchemaRefusesWhatItShould() throws {
        let folder = try TemporaryFolder()
        var object = try #require(
            try JSONSerialization.jsonObject(with: SampleRuns.standard().bytes("silent.mp4.json")) as? [String: Any])
        object["surprise"] = 1
        object["counts"] = nil
        let file = try folder.write(try JSONSerialization.data(withJSONObject: object), to: "a.json")
        let found = try SchemaValidation.run([.init(schema: "bundle-document", path: file.path)])
        #expect(found.valid == 0)
        #expect(found.problems.count == 2)
    }
}
