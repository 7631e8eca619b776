using System.Text;

namespace ServerlessML.Tests.Contracts;

/// <summary>Texts as their words.</summary>
public sealed class CanonicalWordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\n ", "")]
    [InlineData("?!… — (…) 🙂", "")]
    [InlineData("'", "")]
    [InlineData("Good,  NOT bad!", "good not bad")]
    [InlineData("don't DON’T 'dont' dogs' tail", "dont dont dont dogs tail")]
    [InlineData("3.14 A4 2nd", "3 14 a4 2nd")]
    [InlineData("STRASSE Straße", "strasse straße")]
    [InlineData("Cafe\u0301 CAFÉ", "café café")]
    [InlineData("Ёлка, ЁЛКА", "ёлка ёлка")]
    [InlineData("नमस्ते दुनिया", "नमस्ते दुनिया")]
    [InlineData("東京が好き", "東 京 が 好 き")]
    [InlineData("iPhone15は高い", "iphone15 は 高 い")]
    [InlineData("𠀀𠀁 𝔸", "𠀀 𠀁 𝔸")]
    [InlineData("a\0b\u200bc\u00a0d", "a b c d")]
    [InlineData("lone \ud800 half", "lone half")]
    public void Of_AnyText_IsItsWords(string text, string words) => Assert.Equal(words, CanonicalWords.Of(text));

    [Fact]
    public void Of_LongTextsAndWords_AreCut()
    {
        var words = CanonicalWords.Of(string.Concat(Enumerable.Repeat("word ", 100_000)));
        Assert.Equal(CanonicalWords.Most, CanonicalWords.Count(words));
        Assert.Equal(CanonicalWords.Longest, CanonicalWords.Of(new string('x', 100_000)).Length);
    }

    [Fact]
    public void Of_AForm_IsItself()
    {
        var random = new Random(7);
        for (var time = 0; time < 3000; time++)
        {
            var text = new StringBuilder();
            for (var length = random.Next(40); length > 0; length--)
            {
                var value = random.Next(4) switch
                {
                    0 => random.Next(0x20, 0x250),
                    1 => random.Next(0x300, 0x370),
                    2 => random.Next(0x370, 0xD800),
                    _ => random.Next(0xE000, 0x11_0000),
                };
                text.Append(new Rune(value));
            }

            var words = CanonicalWords.Of(text.ToString());
            Assert.Equal(words, CanonicalWords.Of(words));
            Assert.Equal(CanonicalWords.Count(words), CanonicalWords.Count(Encoding.UTF8.GetBytes(words)));
            Assert.Equal(CanonicalWords.Count(words), words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        }
    }
}
