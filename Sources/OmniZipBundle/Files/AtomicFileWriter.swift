/// A file that is written bit by bit and appears whole: under its final name there is the old content or the new.
///
/// Without `publish` nothing stays of it. Memory: one chunk, whatever the size of the file.
public final class AtomicFileWriter {
    /// Bytes gathered before they go to the file.
    private static let chunkBytes = 1 << 16

    private let temporary: TemporaryFile
    private var chunk: [UInt8] = []
    private var written = 0

    /// Begins a file that is to appear at `path`; its folder must exist.
    ///
    /// #### Errors
    /// `system` if the folder is missing or cannot be written.
    public init(path: String) throws(BundleError) {
        temporary = try TemporaryFile(finalPath: path)
        chunk.reserveCapacity(Self.chunkBytes)
    }

    /// Adds bytes at the end.
    public func append(_ bytes: some Sequence<UInt8>) throws(BundleError) {
        chunk.append(contentsOf: bytes)
        if chunk.count >= Self.chunkBytes { try flush() }
    }

    /// Adds a line: the UTF-8 of `text` and a line end.
    public func append(line text: String) throws(BundleError) {
        chunk.append(contentsOf: text.utf8)
        try append(CollectionOfOne(UInt8(ascii: "\n")))
    }

    /// Makes the file visible under its name, replacing what was there. It is called once, at the end.
    public func publish() throws(BundleError) {
        try flush()
        try temporary.publish()
    }

    private func flush() throws(BundleError) {
        try temporary.file.write(contentsOf: chunk, at: written)
        written += chunk.count
        chunk.removeAll(keepingCapacity: true)
    }
}
