import Foundation
import Testing

@testable import OmniZipFFmpeg

@Suite struct FFmpegErrorTests {
    @Test(
        "system codes map to kinds",
        arguments: [
            (ENOENT, FFmpegError.Code.notFound), (EACCES, .permissionDenied), (EPERM, .permissionDenied),
            (EISDIR, .notAFile), (ENOMEM, .outOfMemory), (EIO, .inputOutput), (EMFILE, .inputOutput), (EXDEV, .other),
        ])
    func kinds(_ posixCode: Int32, _ code: FFmpegError.Code) {
        let error = FFmpegError.posix(posixCode, operation: "read", path: "a.mp4")
        #expect(error.code == code)
        #expect(error.rawCode == -posixCode)
    }

    @Test("what a call returns for bytes already read is never the system's failure", arguments: [EPERM, EIO, ENOMEM])
    func dataCodes(_ posixCode: Int32) {
        let error = FFmpegError(dataCode: -posixCode, operation: "decode", path: "a.mp4")
        #expect(error.code == .invalidData)
        #expect(error.rawCode == -posixCode)
        #expect(error.cause.hasPrefix("Invalid data (FFmpeg's code -\(posixCode))"))
    }

    @Test("the description names path, operation, cause and remedy")
    func description() {
        let error = FFmpegError(
            code: .invalidData, rawCode: -1, operation: "open", path: "a.mp4", cause: "no index",
            remedy: "copy it again")
        #expect(error.description == "a.mp4: open: no index (copy it again)")
        let short = FFmpegError(code: .other, rawCode: -1, operation: "scale", path: nil, cause: "no")
        #expect(short.description == "scale: no")
    }

    @Test("FFmpeg's last line is in the cause, nothing of an earlier failure, and no address")
    func log() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString).mp4")
        defer { try? FileManager.default.removeItem(at: path) }
        // A file type box and nothing else.
        try Data([0, 0, 0, 16] + Array("ftypisom".utf8) + [0, 0, 2, 0]).write(to: path)
        let error = #expect(throws: FFmpegError.self) { try InputContext(path: path.path) }
        #expect(error?.cause.contains("moov atom not found") == true)
        #expect(error?.cause.contains("0x") == false)
        let later = #expect(throws: FFmpegError.self) { try InputContext(path: "/nowhere") }
        #expect(later?.cause.contains("moov") == false)
    }
}
