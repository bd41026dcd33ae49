import CFFmpeg
import Foundation
import Testing

@testable import OmniZipFFmpeg
@testable import OmniZipMedia

/// Planes that are interleaved here equal the RGB24 that libswscale writes itself, byte for byte.
@Suite struct ScalerTests {
    @Test(arguments: [
        "yuv420p", "yuv422p", "yuv444p", "yuv410p", "yuv420p10le", "yuv422p10le", "yuv444p12le", "nv12",
        "yuva420p",
    ])
    func planesEqualRGB24(_ format: String) throws {
        let clip = try Clip(
            "clip.nut",
            Clip.picture(seconds: 0.2, size: "158x90") + ["-c:v", "rawvideo", "-pix_fmt", format, "-f", "nut"])
        let input = try InputContext(path: clip.path, policy: InputPolicy(allowlist: .init(addingDemuxers: ["nut"])))
        let packets = try StreamPackets(input: input, stream: input.streams[0])
        let decoder = try PictureDecoder(packets: packets, plan: .everything, threads: 1, maxPicturePixels: .max)
        #expect(try decoder.next())
        #expect(decoder.frame.pixelFormat.name == format)
        for (width, height) in [(56, 28), (84, 56), (158, 90), (308, 168), (29, 31)] {
            for matrix in [ColourMatrix.bt601, .bt709] {
                for isFull in [false, true] {
                    let configuration = Scaler.Configuration(
                        frame: decoder.frame, matrix: matrix, isFullRange: isFull, width: width, height: height)
                    let pictures = try [true, false].map { isPlanar in
                        try picture(decoder.frame, Scaler(configuration, isPlanar: isPlanar))
                    }
                    #expect(pictures[0] == pictures[1], "\(width)x\(height) \(matrix) \(isFull)")
                }
            }
        }
    }

    @Test func onlyPicturesWithChromaAreScaledToPlanes() {
        for (name, hasChroma) in [
            ("yuv420p", true), ("p010le", true), ("gray", false), ("ya8", false), ("rgb24", false),
        ] {
            let format = PixelFormat(rawValue: av_get_pix_fmt(name).rawValue)
            #expect(format.hasChroma == hasChroma, "\(name)")
        }
        #expect(!PixelFormat(rawValue: -1).hasChroma)
    }

    private func picture(_ frame: Frame, _ scaler: Scaler) throws -> [UInt8] {
        let count = scaler.configuration.width * scaler.configuration.height * 3
        var pixels = [UInt8](repeating: 1, count: count + Scaler.paddingBytes)
        try pixels.withUnsafeMutableBufferPointer { try scaler.scale(frame, to: $0) }
        return Array(pixels.prefix(count))
    }
}
