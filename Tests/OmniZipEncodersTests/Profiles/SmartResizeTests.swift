import Testing

@testable import OmniZipEncoders

@Suite struct SmartResizeTests {
    @Test func sizesEqualTheModelsTools() throws {
        let geometry = try QwenGeometry.load()
        #expect(geometry.smart_resize.count == 72)
        for row in geometry.smart_resize {
            let size = try SmartResize.size(
                height: row.height, width: row.width, factor: 28, minPixels: row.min_pixels, maxPixels: row.max_pixels)
            #expect([size.height, size.width] == row.out, "\(row)")
        }
    }

    @Test func sidesMayDifferByTwoHundredAndNoMore() throws {
        let size = try SmartResize.size(height: 10, width: 2000, factor: 28, minPixels: 100_352, maxPixels: 200_704)
        #expect(size.height == 28)
        let error = #expect(throws: ProfileError.self) {
            try SmartResize.size(height: 10, width: 2001, factor: 28, minPixels: 100_352, maxPixels: 200_704)
        }
        #expect(error?.code == .pictureSize)
        #expect(error?.description.contains("200:1") == true)
    }

    @Test(arguments: [(0, 10), (10, 0), (-4, 10), (Int.max, Int.max)])
    func impossibleSizesAreErrors(height: Int, width: Int) {
        #expect(throws: ProfileError.self) {
            try SmartResize.size(height: height, width: width, factor: 28, minPixels: 1, maxPixels: 1e6)
        }
    }
}
