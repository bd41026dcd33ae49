import Foundation

/// Tells from a file's first bytes that it is plainly no media, without asking FFmpeg.
///
/// It is for files that were found in folders and whose names promise nothing: documents, archives, pictures. What it
/// does not know may be anything, and is for FFmpeg to judge.
enum ContentSniffer {
    /// Bytes that are looked at.
    static let blockBytes = 4096

    /// What the input is, such as "text", if it may be passed over: it was not named, its name promises no media, and
    /// its content is none.
    static func reasonToSkip(_ input: IngestInput) -> String? {
        guard !input.wasNamed, input.problem == nil, !MediaNames.promiseMedia(input.path) else { return nil }
        return kind(path: input.path)
    }

    /// What the file at `path` is if it is plainly no media; nil if it may be media, is empty, is no regular file or
    /// cannot be read. Never waits.
    static func kind(path: String) -> String? {
        // Without O_NONBLOCK the opening of a FIFO would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var block = [UInt8](repeating: 0, count: blockBytes)
        let count = block.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        return kind(of: block[..<count])
    }

    /// What a file is that begins with `block` if it is plainly no media.
    static func kind(of block: ArraySlice<UInt8>) -> String? {
        for signature in ContentSignature.all where signature.matches(block) { return signature.kind }
        return TextContent.kind(of: block)
    }
}
