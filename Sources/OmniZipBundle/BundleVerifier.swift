/// One broken rule of a bundle.
public struct BundleProblem: Sendable, Hashable, Codable, CustomStringConvertible {
    /// What breaks it: a tensor's name, a metadata key, "file" or "document".
    public let subject: String
    /// The rule and how it is broken.
    public let message: String

    /// A problem.
    public init(subject: String, message: String) {
        self.subject = subject
        self.message = message
    }

    /// "SUBJECT: MESSAGE".
    public var description: String { "\(subject): \(message)" }
}

/// Checks the rules that a bundle must obey beyond being a safetensors file.
public enum BundleVerifier {
    /// Broken rules of a bundle in memory; empty if it is sound. Complexity: O(M + K + N + F).
    public static func problems(in bundle: TokenBundle) -> [BundleProblem] {
        let checks = BundleChecks(bundle: bundle)
        checks.run()
        return checks.problems
    }

    /// Broken rules of the bundle at `path`, whatever the file is; empty if it is sound.
    public static func problems(path: String) -> [BundleProblem] {
        do {
            let file = try SafetensorsReader(path: path)
            let bundle = try BundleParser(file: file).bundle()
            return problems(in: bundle) + tensorProblems(of: file, bundle: bundle)
        } catch {
            return [BundleProblem(subject: "file", message: "\(error.operation): \(error.cause)")]
        }
    }

    /// Broken rules of a bundle and its document, and where they disagree.
    public static func problems(path: String, documentPath: String) -> [BundleProblem] {
        let found = problems(path: path)
        guard found.isEmpty else { return found }
        do {
            let bundle = try BundleParser(file: SafetensorsReader(path: path)).bundle()
            return DocumentChecks.problems(bundle: bundle, document: try BundleDocument(path: documentPath))
        } catch {
            return [BundleProblem(subject: "document", message: "\(error.operation): \(error.cause)")]
        }
    }

    /// Rules that need the file: the block's mask, the tokens' rows and values, and the set of tensors.
    static func tensorProblems(of file: SafetensorsReader, bundle: TokenBundle) -> [BundleProblem] {
        var problems: [BundleProblem] = []
        func expect(_ condition: Bool, _ subject: String, _ message: @autoclosure () -> String) {
            if !condition { problems.append(BundleProblem(subject: subject, message: message())) }
        }
        guard let tokens = file.header["tokens"] else { return problems }
        let wanted = BundleSchema.declarations(of: bundle, tokenRows: 0, precision: .f16).map(\.name)
        for tensor in file.header.tensors {
            expect(wanted.contains(tensor.name), tensor.name, "is not a tensor of \(BundleMetadata.schema)")
        }
        let rows = tokens.shape.first ?? 0
        let expected = bundle.metadata.content == .plan ? 0 : bundle.keptCount
        expect(rows == expected, "tokens", "\(rows) rows, but the masks keep \(expected)")
        expect([.f16, .bf16, .f32].contains(tokens.dtype), "tokens", "the dtype is \(tokens.dtype.rawValue)")
        do {
            expect(try file.mask("keep") == bundle.keep, "keep", "disagrees with video_keep, audio_keep and modality")
            if problems.isEmpty {
                expect(try areFinite("tokens", in: file), "tokens", "a value is not finite")
            }
            problems += try inputProblems(of: file, bundle: bundle)
        } catch {
            expect(false, "file", "\(error.operation): \(error.cause)")
        }
        return problems
    }

    /// Rules of the content of the model's inputs.
    private static func inputProblems(
        of file: SafetensorsReader, bundle: TokenBundle
    ) throws(BundleError) -> [BundleProblem] {
        var problems = try PackedFrameChecks.problems(of: file, bundle: bundle)
        if file.header["log_mel"] != nil, try !areFinite("log_mel", in: file) {
            problems.append(BundleProblem(subject: "log_mel", message: "a value is not finite"))
        }
        return problems
    }

    /// Reads a large tensor in parts.
    private static func areFinite(_ name: String, in file: SafetensorsReader) throws(BundleError) -> Bool {
        let count = try file.tensor(name).elementCount
        var start = 0
        while start < count {
            let end = min(start + 1 << 18, count)
            guard try file.floats(of: name, range: start..<end).allSatisfy(\.isFinite) else { return false }
            start = end
        }
        return true
    }
}
