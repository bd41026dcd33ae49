import Foundation

/// Streams the inputs that a user named: one `IngestInput` after the other, in the order of naming and, within a
/// folder, in byte order of relative paths.
///
/// Memory is bounded by the folders that are open at a time (one chain of them, see `FolderWalker`) and by the longest
/// line of a list, never by the number of inputs. Nothing is opened but folders and lists; plain files are not even
/// looked at. Whether two inputs share a name is for the catalog to find.
public final class InputScanner {
    private enum Source {
        case file(IngestInput)
        case folder(String)
        case list(String)
    }

    private enum Reader {
        case folder(FolderWalker)
        case list(InputList)
    }

    /// As many notes as a person reads.
    private static let maximumNotes = 100

    /// What was passed over and why, in the order of its finding: the first 100 of `passedOverLinkCount`.
    public private(set) var notes: [String] = []
    /// Links to a folder that is being searched, or that another link has led to; they are passed over.
    public private(set) var passedOverLinkCount = 0
    private let rules: FolderWalker.Rules
    private let sources: [Source]
    private let shouldStop: @Sendable () -> Bool
    private var position = 0
    private var reader: Reader?

    /// Looks at what was named; nothing is searched or read yet.
    ///
    /// - Parameter shouldStop: Asked while the writer of a list is slow; true ends the scan.
    /// - Throws: `ConfigurationError` naming a path that does not exist, a list that cannot be read, or a pattern that
    ///   cannot be used.
    public init(
        _ sources: InputSources, shouldStop: @escaping @Sendable () -> Bool = { false }
    ) throws(ConfigurationError) {
        self.shouldStop = shouldStop
        rules = FolderWalker.Rules(
            filter: try InputFilter(include: sources.include, exclude: sources.exclude),
            includesHidden: sources.includesHidden,
            excluded: sources.excludedFolder.flatMap { FileIdentity(path: $0) })
        var found: [Source] = []
        for path in sources.paths { found.append(try Self.source(path)) }
        guard sources.lists.count(where: { $0 == InputList.standardInput }) <= 1 else {
            throw ConfigurationError(
                code: .conflictingInputs, subject: InputList.standardInput, message: "standard input is read only once")
        }
        for list in sources.lists {
            try InputList.requireReadable(list)
            found.append(.list(list))
        }
        self.sources = found
    }

    /// The next input; nil after the last one.
    ///
    /// - Throws: `ConfigurationError` naming the list, the line and what is wrong with it. A folder that cannot be
    ///   listed and a file whose name cannot be used are inputs with a `problem` and no errors.
    public func next() throws(ConfigurationError) -> IngestInput? {
        while true {
            if let input = try nextOfReader() { return input }
            reader = nil
            guard position < sources.count else { return nil }
            let source = sources[position]
            position += 1
            switch source {
            case .file(let input): return input
            case .folder(let path):
                reader = .folder(FolderWalker(root: path, rules: rules) { [unowned self] in noteLink($0) })
            case .list(let path): reader = .list(try InputList(path: path, shouldStop: shouldStop))
            }
        }
    }

    private func nextOfReader() throws(ConfigurationError) -> IngestInput? {
        switch reader {
        case .folder(var walker):
            // The walker is changed where it lies: a copy would copy its listings.
            reader = nil
            let input = walker.next()
            reader = .folder(walker)
            return input
        case .list(let list): return try list.next()
        case nil: return nil
        }
    }

    private func noteLink(_ note: String) {
        passedOverLinkCount += 1
        if notes.count < Self.maximumNotes { notes.append(note) }
    }

    private static func source(_ path: String) throws(ConfigurationError) -> Source {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            throw ConfigurationError(
                code: .conflictingInputs, subject: path,
                message: isMissing
                    ? "no such file or folder; check the name"
                    : "it cannot be looked at: \(SystemFault(number: errno).cause)")
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { return .folder(path) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return .file(IngestInput(path: path, name: name, wasNamed: true))
    }
}
