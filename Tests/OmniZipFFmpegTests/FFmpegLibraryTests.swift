import OmniZipFFmpeg
import Testing

@Suite struct FFmpegLibraryTests {
    @Test("versions are those of five libraries")
    func versions() {
        #expect(
            FFmpegLibrary.libraries.map(\.name) == [
                "libavutil", "libavcodec", "libavformat", "libswscale", "libswresample",
            ])
        #expect(FFmpegLibrary.libraries.allSatisfy { $0.version.split(separator: ".").count == 3 })
        #expect(!FFmpegLibrary.version.isEmpty)
    }
}
