using Selma.Core.Reports.Markup;

namespace Selma.Core.Tests.Reports.Markup;

public static class HtmlTests
{
    [Fact]
    public static void Text_and_attributes_are_escaped() => Assert.Equal(
        "<b title=\"&lt;&quot;&#x27;&amp;\">&lt;i&gt; &amp;amp;</b>", Html.Tag("b", "<i> &amp;").With("title", "<\"'&").ToString());

    [Fact]
    public static void Letters_of_all_scripts_stay() => Assert.Equal("é 漢 →", ((Html)"é 漢 →").ToString());

    [Fact]
    public static void Void_elements_have_no_end() => Assert.Equal("<br>", Html.Tag("br").ToString());
}
