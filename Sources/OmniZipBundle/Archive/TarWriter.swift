/// Writes a tar archive that appears under its name only when it is complete. Memory does not grow with its content.
public final class TarWriter {
    private let temporary: TemporaryFile
    private var position = 0

    /// Begins an archive at `path`.
    ///
    /// #### Errors
    /// `system` if the file cannot be made.
    public init(path: String) throws(BundleError) {
        temporary = try TemporaryFile(finalPath: path)
    }

    /// Adds a member.
    ///
    /// - Returns: Where its content begins in the archive.
    ///
    /// #### Errors
    /// `inconsistent` if name or size do not fit, `system` if it cannot be written.
    @discardableResult
    public func add(_ name: String, _ content: [UInt8]) throws(BundleError) -> Int {
        let header = TarHeader(name: name, byteCount: content.count)
        let start = try begin(header)
        try temporary.file.write(contentsOf: content, at: start)
        try end(header, at: start)
        return start
    }

    /// Adds a member whose content is `range` of the file at `path`: a bundle, or a member of another archive.
    ///
    /// - Returns: Where its content begins in the archive.
    ///
    /// #### Errors
    /// As `add(_:_:)`; `system` or `malformed` if the content cannot be read.
    @discardableResult
    public func add(_ name: String, from path: String, _ range: Range<Int>? = nil) throws(BundleError) -> Int {
        let source = try File.reading(path)
        let size = try source.size()
        let range = range ?? 0..<size
        let header = TarHeader(name: name, byteCount: range.count)
        let start = try begin(header)
        try temporary.file.copy(range, of: source, at: start)
        try end(header, at: start)
        return start
    }

    /// Ends the archive and gives it its name.
    ///
    /// #### Errors
    /// `system`.
    public func publish() throws(BundleError) {
        try temporary.file.write(contentsOf: [UInt8](repeating: 0, count: 2 * TarHeader.blockBytes), at: position)
        try temporary.publish()
    }

    private func begin(_ header: TarHeader) throws(BundleError) -> Int {
        guard let bytes = header.bytes else {
            throw BundleError(
                code: .inconsistent, operation: "write archive", path: temporary.finalPath,
                cause: "a member of \(header.byteCount) bytes called \(header.name) does not fit the format")
        }
        try temporary.file.write(contentsOf: bytes, at: position)
        return position + bytes.count
    }

    private func end(_ header: TarHeader, at start: Int) throws(BundleError) {
        try temporary.file.write(
            contentsOf: [UInt8](repeating: 0, count: header.paddingBytes), at: start + header.byteCount)
        position = start + header.byteCount + header.paddingBytes
    }
}
