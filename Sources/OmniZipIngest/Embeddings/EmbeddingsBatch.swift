import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipMedia

/// Compresses many files of embeddings into one folder, which mirrors the folders that were named.
///
/// Files are done one after the other, in the order of naming and, within a folder, in byte order of relative paths. A
/// file that fails is noted and harms no other.
public struct EmbeddingsBatch: Sendable {
    /// Where masks and merges come from.
    public enum Method: Sendable {
        /// Each file's own tokens.
        case compression(CompressionParameters)
        /// An existing plan: a file for all, or a folder with one called like each file.
        case plan(path: String)
    }

    private let paths: [String]
    private let output: String
    private let method: Method
    private let precision: TokenPrecision

    /// A batch.
    ///
    /// - Parameters:
    ///   - paths: files, and folders that are searched for `*.safetensors`.
    ///   - output: the folder for the results; it is made if it is missing.
    public init(paths: [String], output: String, method: Method, precision: TokenPrecision = .f32) {
        self.paths = paths
        var folder = output[...]
        while folder.count > 1, folder.last == "/" { folder.removeLast() }
        self.output = String(folder)
        self.method = method
        self.precision = precision
    }

    /// Compresses every file.
    ///
    /// - Parameter noteFailure: told of each failure when it happens.
    /// - Throws: `ConfigurationError` naming an input that does not exist or an output folder that cannot be one,
    ///   `OutputFault` if it cannot be written, `BundleError` if the one plan for all is not sound.
    public func run(noteFailure: (FailureLine) -> Void = { _ in }) throws -> EmbeddingsFolderReport {
        try OutputFolder.requireApart(output, from: paths)
        let items = try items()
        let worker = try Worker(method, precision: precision, inputs: items)
        try OutputFolder.prepare(output)
        var files: [EmbeddingsReport] = []
        var failures: [FailureLine] = []
        var outputs: Set<String> = []
        for item in items {
            do throws(EmbeddingsFailure) {
                files.append(try worker.compress(item, isFirst: outputs.insert(item.output).inserted))
            } catch {
                let line = FailureLine(path: item.name, error: error)
                noteFailure(line)
                failures.append(line)
            }
        }
        return EmbeddingsFolderReport(output: output, files: files, failures: failures)
    }

    private func items() throws(ConfigurationError) -> [Item] {
        let scanner = try InputScanner(
            InputSources(paths: paths, include: ["*.safetensors"], excludedFolder: output))
        var items: [Item] = []
        while let input = try scanner.next() {
            items.append(
                Item(
                    path: input.path, name: input.name, output: "\(output)/\(input.name)", problem: input.problem,
                    identity: FileIdentity(path: input.path)))
        }
        return items
    }
}

extension EmbeddingsBatch {
    /// One file to compress.
    private struct Item {
        let path: String
        /// Relative to the folder that was named, or the file's own name.
        let name: String
        let output: String
        let problem: MediaError?
        let identity: FileIdentity?
    }

    /// Does one file after the other.
    private struct Worker {
        private enum Tool {
            case compressor(EmbeddingsCompressor)
            case applicator(PlanApplicator)
            case plans(folder: String)
        }

        private let tool: Tool
        private let precision: TokenPrecision
        private let inputs: Set<FileIdentity>

        init(_ method: Method, precision: TokenPrecision, inputs: [Item]) throws(BundleError) {
            switch method {
            case .compression(let parameters):
                tool = .compressor(EmbeddingsCompressor(parameters: parameters, precision: precision))
            case .plan(let path):
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
                    tool = .plans(folder: path)
                } else {
                    tool = .applicator(try PlanApplicator(planPath: path, precision: precision))
                }
            }
            self.precision = precision
            self.inputs = Set(inputs.compactMap(\.identity))
        }

        func compress(_ item: Item, isFirst: Bool) throws(EmbeddingsFailure) -> EmbeddingsReport {
            if let problem = item.problem { throw EmbeddingsFailure(stage: .read, underlying: problem) }
            do throws(BundleError) {
                guard isFirst else {
                    throw naming(
                        item, "another input has the same output", "use one output folder for each input folder")
                }
                try requireFree(item)
            } catch {
                throw EmbeddingsFailure(stage: .write, underlying: error)
            }
            switch tool {
            case .compressor(let compressor):
                return try compressor.compress(path: item.path, to: item.output, reportedAs: item.name)
            case .applicator(let applicator):
                return try applicator.apply(to: item.path, output: item.output, reportedAs: item.name)
            case .plans(let folder):
                let applicator: PlanApplicator
                do throws(BundleError) {
                    applicator = try PlanApplicator(planPath: "\(folder)/\(item.name)", precision: precision)
                } catch {
                    throw EmbeddingsFailure(stage: .plan, underlying: ofPlan(error, "\(folder)/\(item.name)"))
                }
                return try applicator.apply(to: item.path, output: item.output, reportedAs: item.name)
            }
        }

        /// Refuses to write over an input, a plan or a file that `compress` did not write, and makes the folder.
        private func requireFree(_ item: Item) throws(BundleError) {
            if let taken = FileIdentity(path: item.output) {
                let plan: String? =
                    switch tool {
                    case .compressor: nil
                    case .applicator(let applicator): applicator.planPath
                    case .plans(let folder): "\(folder)/\(item.name)"
                    }
                guard !inputs.contains(taken), plan.flatMap(FileIdentity.init(path:)) != taken else {
                    throw naming(item, "the output is an input", "choose another output folder")
                }
                guard CompressedEmbeddings.lies(at: item.output) else {
                    throw naming(
                        item, "a file of this name exists that omnizip compress did not write",
                        "choose another output folder or move the file away")
                }
            }
            if let slash = item.output.lastIndex(of: "/") { try AtomicFile.createFolder(String(item.output[..<slash])) }
        }

        /// The same error with the plan named: it is called like the input, and would be taken for it.
        private func ofPlan(_ error: BundleError, _ path: String) -> BundleError {
            BundleError(
                code: error.code, operation: "plan \(path): \(error.operation)", path: path, cause: error.cause,
                remedy: error.remedy ?? "the folder of plans needs one called like each file",
                systemError: error.systemError)
        }

        private func naming(_ item: Item, _ cause: String, _ remedy: String) -> BundleError {
            BundleError(code: .naming, operation: "write", path: item.output, cause: cause, remedy: remedy)
        }
    }
}
