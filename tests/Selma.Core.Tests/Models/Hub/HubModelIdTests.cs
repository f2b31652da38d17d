using Selma.Core.Models.Hub;

namespace Selma.Core.Tests.Models.Hub;

public static class HubModelIdTests
{
    [Theory]
    [InlineData("CompVis/stable-diffusion-v1-4", "CompVis/stable-diffusion-v1-4", "main")]
    [InlineData("stabilityai/stable-diffusion-xl-base-1.0@462165984030d82259a11f4367a4eed129e94a7b", "stabilityai/stable-diffusion-xl-base-1.0", "462165984030d82259a11f4367a4eed129e94a7b")]
    [InlineData("a/b@refs/pr/1", "a/b", "refs/pr/1")]
    public static void An_id_has_a_name_and_perhaps_a_revision(string text, string name, string revision)
    {
        var id = HubModelId.Parse(text);
        Assert.Equal((name, revision), (id?.Name, id?.Revision));
        Assert.Equal(text, id!.ToString());
    }

    [Theory]
    [InlineData("selma-mini")]
    [InlineData("../models/mini")]
    [InlineData("./a/b")]
    [InlineData("/a/b")]
    [InlineData("a/b/c")]
    [InlineData("a/..")]
    [InlineData("a/b@../../etc")]
    [InlineData("a/b@")]
    [InlineData("a/b\n")]
    [InlineData("a--x/b")] // would be read as another model's folder in the cache
    [InlineData("C:\\models\\x")]
    public static void Paths_and_names_are_no_ids(string text) => Assert.Null(HubModelId.Parse(text));
}
