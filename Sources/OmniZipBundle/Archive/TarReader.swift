/// Reads the tar archives that `TarWriter` writes, and other plain ones. Every size is checked against the file.
public final class TarReader {
    /// A member of an archive.
    public struct Member: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Where its content lies in the archive.
        public let range: Range<Int>
    }

    /// The archive.
    public let path: String
    private let file: File
    private let byteCount: Int
    private var position = 0
    private var hasEnded = false

    /// Opens the archive at `path`.
    ///
    /// #### Errors
    /// `system` if it cannot be opened, `malformed` if it is no regular file.
    public init(path: String) throws(BundleError) {
        self.path = path
        file = try File.reading(path)
        byteCount = try file.size()
    }

    /// The next member; nil at the end.
    ///
    /// #### Errors
    /// `malformed` for a header that is none, a member that reaches beyond the end, and a missing end.
    public func next() throws(BundleError) -> Member? {
        guard !hasEnded else { return nil }
        guard position + TarHeader.blockBytes <= byteCount else { throw malformed("the archive has no end") }
        let block = try file.bytes(at: position, count: TarHeader.blockBytes)
        let header: TarHeader?
        do throws(TarHeader.Problem) {
            header = try TarHeader(block)
        } catch {
            throw malformed(error.cause)
        }
        guard let header else {
            hasEnded = true
            return nil
        }
        let start = position + TarHeader.blockBytes
        guard header.byteCount <= byteCount - start else { throw malformed("\(header.name) is cut") }
        position = start + header.byteCount + header.paddingBytes
        return Member(name: header.name, range: start..<start + header.byteCount)
    }

    /// All members that are left.
    ///
    /// #### Errors
    /// As `next`.
    public func members() throws(BundleError) -> [Member] {
        var members: [Member] = []
        while let member = try next() { members.append(member) }
        return members
    }

    /// The content of a member.
    ///
    /// #### Errors
    /// `system` or `malformed` if it cannot be read.
    public func content(of member: Member) throws(BundleError) -> [UInt8] {
        try file.bytes(at: member.range.lowerBound, count: member.range.count)
    }

    /// Writes the content of a member to a new file at `path`. Memory does not grow with its size.
    ///
    /// #### Errors
    /// `system` if the file exists or cannot be written, `system` or `malformed` if the member cannot be read.
    public func extract(_ member: Member, to path: String) throws(BundleError) {
        try File.creating(path, shownAs: path).copy(member.range, of: file, at: 0)
    }

    private func malformed(_ cause: String) -> BundleError {
        BundleError(
            code: .malformed, operation: "read archive", path: path, cause: "\(cause) (byte \(position))",
            remedy: "make the shard again")
    }
}
