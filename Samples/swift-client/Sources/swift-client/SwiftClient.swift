import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipIngest

/// Compresses the videos named on the command line with the libraries alone and prints what was kept of each.
///
///     swift run swift-client OUTPUT-FOLDER VIDEO...
@main
struct SwiftClient {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let output = arguments.first, arguments.count > 1 else {
            FileHandle.standardError.write(Data("usage: swift-client OUTPUT-FOLDER VIDEO...\n".utf8))
            exit(64)
        }
        var configuration = IngestConfiguration()
        configuration.outputDirectory = URL(fileURLWithPath: output)
        configuration.parameters = CompressionParameters(rhoAudio: 0.3, rhoVideo: 0.55)

        let videos = arguments.dropFirst().map { URL(fileURLWithPath: $0) }
        var failures = 0
        for try await result in Ingestor(configuration: configuration).results(for: videos) {
            switch result.outcome {
            case .done(let bundle):
                let counts = "\(bundle.keptTokens) of \(bundle.totalTokens) tokens"
                print("\(result.path): kept \(counts) in \(bundle.bundlePath)")
            case .failed(let failure):
                failures += 1
                print("\(result.path): \(failure.message)")
            }
        }
        exit(failures == 0 ? 0 : 1)
    }
}
