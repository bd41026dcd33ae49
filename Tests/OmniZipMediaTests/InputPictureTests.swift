import Foundation
import OmniZipMedia
import Testing

/// Pictures as the tools of model authors make them: `SampledFrame.inputPixels`.
@Suite struct InputPictureTests {
    /// A clip of two frames with sharp colours.
    private func clip(_ flags: [String] = [], format: String = "yuv420p") throws -> Clip {
        try Clip(
            "clip.mp4",
            ["-f", "lavfi", "-i", "testsrc2=size=96x64:rate=2:duration=1", "-c:v", "libx264", "-preset", "ultrafast"]
                + ["-pix_fmt", format] + flags)
    }

    private func read(
        _ path: String, width: Int, height: Int, makesInputs: Bool = true
    ) throws -> [(pixels: [UInt8], inputs: [UInt8])] {
        let reader = try VideoFrameReader(
            index: try MediaIndexer.index(path: path), frames: [0, 1], width: width, height: height,
            options: VideoReadOptions(makesInputs: makesInputs))
        var pictures: [(pixels: [UInt8], inputs: [UInt8])] = []
        while let frame = try reader.next() { pictures.append((Array(frame.pixels), Array(frame.inputPixels))) }
        return pictures
    }

    #if arch(x86_64)
        /// libswscale takes the routine for SSSE3 where it is told to know nothing newer.
        @Test(arguments: [
            [], ["-color_range", "pc"], ["-colorspace", "bt709"], ["-colorspace", "smpte170m"],
            ["-colorspace", "bt709", "-color_range", "pc"], ["-colorspace", "bt2020nc"],
        ])
        func coloursEqualLibswscalesFastRoutine(flags: [String]) throws {
            let clip = try clip(flags)
            let fast = try FFmpegProgram.run([
                "-cpuflags", "ssse3", "-i", clip.path, "-vf", "scale=flags=bilinear,format=rgb24", "-f", "rawvideo",
                "-",
            ])
            let read = try read(clip.path, width: 96, height: 64)
            // A truth value: the arrays themselves would fill the log.
            let isEqual = read.flatMap(\.inputs) == Array(fast)
            let isScalers = read.flatMap(\.pixels) == Array(fast)
            #expect(isEqual && !isScalers)
        }
    #endif

    @Test func picturesAreTurnedAsTheOthersAre() throws {
        let clip = try clip(["-qp", "0"])
        let turned = clip.sibling("turned.mp4")
        try FFmpegProgram.run(["-i", clip.path, "-c", "copy", "-metadata:s:v", "rotate=90", turned])
        for picture in try read(turned, width: 64, height: 96) {
            #expect(picture.inputs.count == 64 * 96 * 3)
            #expect(meanDifference(picture.inputs, picture.pixels) < 12)
        }
    }

    /// A level on average, and more at edges.
    @Test func picturesAreThoseOfTheScalerButForItsCare() throws {
        let clip = try clip(["-qp", "0"])
        for picture in try read(clip.path, width: 48, height: 32) {
            #expect(meanDifference(picture.inputs, picture.pixels) < 6)
        }
    }

    /// libswscale has no faster routines for these, so its default is what it is on every processor.
    @Test(arguments: ["yuv444p", "yuv420p10le", "yuv422p10le", "gray"])
    func otherFormatsEqualLibswscalesDefault(format: String) throws {
        let clip = try clip(format: format)
        let usual = try FFmpegProgram.run([
            "-i", clip.path, "-vf", "scale=flags=bilinear,format=rgb24", "-f", "rawvideo", "-",
        ])
        let isEqual = try read(clip.path, width: 96, height: 64).flatMap(\.inputs) == Array(usual)
        #expect(isEqual)
    }

    @Test func nothingIsMadeUnlessItIsWanted() throws {
        let clip = try clip()
        let plain = try read(clip.path, width: 48, height: 32, makesInputs: false)
        #expect(plain.allSatisfy { $0.inputs.isEmpty })
        #expect(try plain.map(\.pixels) == read(clip.path, width: 48, height: 32).map(\.pixels))
    }

    private func meanDifference(_ a: [UInt8], _ b: [UInt8]) -> Double {
        Double(zip(a, b).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }) / Double(max(1, a.count))
    }
}
