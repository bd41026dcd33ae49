import OmniZipBundle
import OmniZipCore
import OmniZipEncoders
import OmniZipFFmpeg
import OmniZipMedia
import Testing

@testable import OmniZipIngest

@Suite struct FailureClassificationTests {
    @Test func theLineTakesCodeSentenceAndRemedyFromTheError() {
        let line = failure(
            MediaError(
                code: .notMedia, operation: "open", path: "/in/a.mp4", cause: "no moov", remedy: "copy it again"),
            stage: .index)
        #expect(
            line
                == FailureLine(
                    path: "a.mp4", failureClass: .permanent, stage: "index", code: "not_media",
                    message: "open: no moov",
                    hint: "copy it again", attempts: 1))
    }

    @Test(arguments: MediaError.Code.allCases)
    func onlyFaultsOfTheSystemAreTransient(code: MediaError.Code) {
        let line = failure(MediaError(code: code, operation: "read", path: nil, cause: "because"))
        let isTransient = [.outOfMemory, .inputOutput, .fileChanged].contains(code)
        #expect(line.failureClass == (isTransient ? .transient : .permanent))
        #expect(line.code == ReportedCode.text(code.rawValue))
        #expect(line.hint == nil)
    }

    @Test func aFileThatMayNotBeReadIsPermanentAndSaysWhatToDo() {
        let refused = FFmpegError(
            code: .permissionDenied, rawCode: -13, operation: "open", path: "/in/a.mp4", cause: "Permission denied",
            remedy: "check the permissions")
        let line = failure(refused, stage: .digest)
        #expect(line.failureClass == .permanent)
        #expect(line.stage == "digest")
        #expect(line.code == "permission_denied")
        #expect(line.message == "open: Permission denied")
        #expect(line.hint == "check the permissions")
    }

    @Test func faultsOfTheDiskAreTransient() {
        let full = BundleError(code: .system, operation: "write", path: "x", cause: "No space left", systemError: 28)
        #expect(failure(full, stage: .publish).failureClass == .transient)
        let refused = BundleError(code: .system, operation: "write", path: "x", cause: "no", systemError: 13)
        #expect(failure(refused).failureClass == .permanent)
        let name = BundleError(code: .naming, operation: "name outputs", path: "x", cause: "taken")
        #expect(failure(name).code == "naming")
    }

    @Test func errorsOfTheOtherModulesArePermanent() {
        let errors: [(any Error, String)] = [
            (CompressionError(code: .notFinite, operation: "compress", cause: "NaN"), "not_finite"),
            (ProfileError(code: .pictureSize, operation: "choose picture size", cause: "200:1"), "picture_size"),
            (
                EncoderError(code: .unknownEncoder, operation: "choose encoder", cause: "none"),
                EncoderError.Code.unknownEncoder.rawValue
            ),
        ]
        for (error, code) in errors {
            let line = failure(error, stage: .plan)
            #expect(line.failureClass == .permanent)
            #expect(line.code == code)
            #expect(!line.message.isEmpty)
        }
    }

    @Test func whatNobodyKnowsIsTransientAndNamed() {
        struct Surprise: Error {}
        let line = failure(Surprise())
        #expect(line.failureClass == .transient)
        #expect(line.code == "unexpected")
        #expect(line.message.contains("Surprise"))
    }

    private func failure(_ error: any Error, stage: IngestStage = .video) -> FailureLine {
        FailureLine(path: "a.mp4", error: StagedError(stage: stage, underlying: error))
    }
}
