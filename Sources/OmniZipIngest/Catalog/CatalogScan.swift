import OmniZipBundle
import OmniZipFFmpeg
import OmniZipMedia

/// A batch of inputs on its way into the catalog: what was found of each, outside of any transaction.
struct CatalogScan {
    /// What is to be noted of an input.
    enum End {
        /// The run has seen it already.
        case repeated(StoredInput)
        /// The run has seen it in a folder and passed over it; now it is named.
        case unnamedBefore(StoredInput)
        /// It keeps the state that an earlier run gave it.
        case kept(InputState)
        /// It needs work; `rejected` is the time of change of a bundle that does not belong to it.
        case pending(rejected: Int?)
        /// Its outputs were there.
        case adopted(CompletedVideo)
    }

    /// An input and what is to be noted of it.
    struct Found {
        var input: IngestInput
        let path: String
        let source: FileStatus?
        let known: StoredInput?
        let end: End
    }

    let run: Int
    let rules: ResumeRules
    private(set) var paths: SourcePath
    private(set) var found: [Found] = []
    /// Places in `found`.
    private var places: [NameKey: Int] = [:]

    init(run: Int, rules: ResumeRules, paths: SourcePath) {
        self.run = run
        self.rules = rules
        self.paths = paths
    }

    /// Looks at an input; `known` is its row.
    mutating func add(_ input: IngestInput, known: StoredInput?) throws {
        let path = paths.absolute(input.path)
        if let place = places[NameKey(input.name)] {
            let first = found[place]
            try Self.requireSame(input, at: path, as: first.path, part: first.input.part)
            found[place] = Found(
                input: Self.named(first.input, input.wasNamed), path: first.path, source: first.source,
                known: first.known, end: input.wasNamed ? Self.named(first.end) : first.end)
            return
        }
        places[NameKey(input.name)] = found.count
        if let known, known.seenRun == run {
            try Self.requireSame(input, at: path, as: known.path ?? path, part: known.part)
            let isLate = known.state == .skipped && input.wasNamed && !known.wasNamed
            found.append(
                Found(
                    input: input, path: path, source: nil, known: known,
                    end: isLate ? .unnamedBefore(known) : .repeated(known)))
            return
        }
        let source = input.problem == nil ? FileStatus(path: path) : nil
        let end = end(of: input, path: path, source: source, known: known)
        found.append(Found(input: input, path: path, source: source, known: known, end: end))
    }

    private func end(of input: IngestInput, path: String, source: FileStatus?, known: StoredInput?) -> End {
        let decision = ResumeDecision(
            known: known?.known,
            found: .init(
                part: input.part, wasNamed: input.wasNamed, hasProblem: input.problem != nil,
                source: source),
            rules: rules)
        switch decision {
        case .failed: return .kept(.failed)
        case .skipped: return .kept(.skipped)
        case .pending(let isStale): return .pending(rejected: isStale ? bundleTime(of: known) : nil)
        case .done(let notBefore, let needsDigest):
            guard let known, isPresent(known, notBefore: notBefore) else { return .pending(rejected: nil) }
            if needsDigest, !hasSameDigest(known, path: path) { return .pending(rejected: bundleTime(of: known)) }
            return .kept(.done)
        case .lookAtDisk:
            guard let source else { return .pending(rejected: nil) }
            let adoption = Adoption(layout: rules.layout, configSHA256: rules.configSHA256)
            guard let video = adoption.record(of: input, source: source, rejected: known?.rejectedBundle),
                !rules.verifySources || isDigest(video.line.sourceSHA256, of: path)
            else { return .pending(rejected: nil) }
            return .adopted(video)
        }
    }

    private func isPresent(_ known: StoredInput, notBefore: Int?) -> Bool {
        guard rules.layout.isPresent(known.entry()) else { return false }
        guard let notBefore else { return true }
        return bundleTime(of: known).map { $0 >= notBefore } ?? false
    }

    private func bundleTime(of known: StoredInput?) -> Int? {
        known.flatMap { rules.layout.bundleTime(of: $0.entry()) }
    }

    private func hasSameDigest(_ known: StoredInput, path: String) -> Bool {
        known.sourceSHA256.map { isDigest($0, of: path) } ?? false
    }

    private func isDigest(_ digest: String, of path: String) -> Bool {
        (try? FileDigest.sha256(path: path)) == digest
    }

    private static func named(_ input: IngestInput, _ isNamed: Bool) -> IngestInput {
        var input = input
        if isNamed { input.wasNamed = true }
        return input
    }

    /// A file that is named is not passed over.
    private static func named(_ end: End) -> End {
        if case .kept(.skipped) = end { return .pending(rejected: nil) }
        if case .repeated(let known) = end, known.state == .skipped { return .unnamedBefore(known) }
        return end
    }

    private static func requireSame(
        _ input: IngestInput, at path: String, as other: String, part: MediaPart?
    ) throws(ConfigurationError) {
        guard SourcePath.areSame(path, other) else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: input.name,
                message: "two inputs map to this output name: \(other) and \(path); run them into different output "
                    + "folders or name a common parent folder")
        }
        guard input.part == part else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: input.name,
                message: "two parts of \(path) map to this output name; give each an id of its own")
        }
    }
}
